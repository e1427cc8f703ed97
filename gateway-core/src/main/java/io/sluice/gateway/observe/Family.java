package io.sluice.gateway.observe;

import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;

/**
 * The metrics that are counted in worker cells; names are a contract with dashboards and alerts.
 */
enum Family {
  REQUESTS(
      MetricType.COUNTER,
      "sluice_requests",
      "Exchanges that ended, by the status that the client got"),
  REQUEST_DURATION(
      MetricType.HISTOGRAM,
      "sluice_request_duration_seconds",
      "From the request's head to the end of the exchange"),
  LOCAL_REPLIES(
      MetricType.COUNTER,
      "sluice_local_replies",
      "Answers that the gateway made itself, by reason"),
  INFLIGHT(MetricType.GAUGE, "sluice_inflight", "Exchanges that have begun and not ended"),
  UPSTREAM_DURATION(
      MetricType.HISTOGRAM,
      "sluice_upstream_duration_seconds",
      "From the choice of an endpoint to the end of its response, for each attempt"),
  RETRIES(MetricType.COUNTER, "sluice_retries", "Attempts after the first, by what came of them"),
  CONNECTIONS(MetricType.GAUGE, "sluice_connections", "Open connections by side and state"),
  CONNECTION_ATTEMPTS(
      MetricType.COUNTER,
      "sluice_connection_attempts",
      "Connections offered by clients or opened to endpoints, by outcome"),
  ENDPOINT_HEALTHY(
      MetricType.GAUGE, "sluice_endpoint_healthy", "1 when the endpoint may be chosen"),
  EVENT_LOOP_LAG(
      MetricType.HISTOGRAM,
      "sluice_event_loop_lag_seconds",
      "How late an event loop ran a task that was due"),
  EVENT_LOOP_LAG_MAX(
      MetricType.GAUGE,
      "sluice_event_loop_lag_max_seconds",
      "Greatest lag of the last one to two minutes");

  private final MetricType type;
  private final String metric;
  private final String help;

  Family(MetricType type, String metric, String help) {
    this.type = type;
    this.metric = metric;
    this.help = help;
  }

  MetricMetadata metadata() {
    return new MetricMetadata(metric, help);
  }

  MetricFamilyDescriptor descriptor() {
    return MetricFamilyDescriptor.of(type, metadata());
  }
}
