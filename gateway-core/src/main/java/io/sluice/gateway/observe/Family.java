package io.sluice.gateway.observe;

import io.prometheus.metrics.model.snapshots.MetricMetadata;

/**
 * The metrics that are counted in worker cells; names are a contract with dashboards and alerts.
 */
enum Family {
  REQUESTS("sluice_requests", "Exchanges that ended, by the status that the client got"),
  REQUEST_DURATION(
      "sluice_request_duration_seconds", "From the request's head to the end of the exchange"),
  LOCAL_REPLIES("sluice_local_replies", "Answers that the gateway made itself, by reason"),
  INFLIGHT("sluice_inflight", "Exchanges that have begun and not ended"),
  UPSTREAM_DURATION(
      "sluice_upstream_duration_seconds",
      "From the choice of an endpoint to the end of its response, for each attempt"),
  RETRIES("sluice_retries", "Attempts after the first, by what came of them"),
  HEDGES("sluice_hedges", "Exchanges sent to a further endpoint, by whether that was the faster"),
  CONNECTIONS("sluice_connections", "Open connections by side and state"),
  CONNECTION_ATTEMPTS(
      "sluice_connection_attempts",
      "Connections offered by clients or opened to endpoints, by outcome"),
  ENDPOINT_HEALTHY("sluice_endpoint_healthy", "1 when the endpoint is well"),
  PANIC("sluice_upstream_panic", "1 while so few endpoints are well that health is ignored"),
  EJECTIONS("sluice_ejections", "Endpoints taken out by outlier detection, by reason"),
  HEALTH_CHECKS("sluice_health_checks", "Active checks, by outcome"),
  DISCOVERY_TARGETS("sluice_discovery_targets", "Targets that are known"),
  DISCOVERY_STALENESS(
      "sluice_discovery_staleness_seconds",
      "How old the targets may be: 0 while their source answers, else the time since it last did"),
  DISCOVERY_SKIPPED(
      "sluice_discovery_skipped", "Entries of the source's last answer that made no sense"),
  EVENT_LOOP_LAG("sluice_event_loop_lag_seconds", "How late an event loop ran a task that was due"),
  EVENT_LOOP_LAG_MAX(
      "sluice_event_loop_lag_max_seconds", "Greatest lag of the last one to two minutes");

  private final String metric;
  private final String help;

  Family(String metric, String help) {
    this.metric = metric;
    this.help = help;
  }

  MetricMetadata metadata() {
    return new MetricMetadata(metric, help);
  }

  /** Whether a meter exposed under this name would collide with one of the families. */
  static boolean claims(String exposedName) {
    String name =
        exposedName.endsWith("_total")
            ? exposedName.substring(0, exposedName.length() - 6)
            : exposedName;
    for (Family family : values()) {
      if (family.metric.equals(name)) {
        return true;
      }
    }
    return false;
  }
}
