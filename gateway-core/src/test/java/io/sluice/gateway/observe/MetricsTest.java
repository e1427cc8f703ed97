package io.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.observe.UpstreamMetrics.Retry;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names and labels here are a contract: dashboards and alerts are written against them. */
class MetricsTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Metrics metrics = new Metrics(2, Ticker.system());

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void countsRequestsByRouteUpstreamAndStatus() {
    RouteMetrics users = metrics.route("users", "users_v1");
    users.started(0);
    users.started(1);
    users.started(1);
    users.completed(0, 200, 3 * MILLI);
    users.completed(1, 200, 3 * MILLI);
    users.completed(1, 503, 3 * MILLI);

    assertThat(lines())
        .contains(
            "sluice_requests_total{route=\"users\",status=\"200\",upstream=\"users_v1\"} 2.0",
            "sluice_requests_total{route=\"users\",status=\"503\",upstream=\"users_v1\"} 1.0",
            "sluice_inflight{route=\"users\"} 0.0");
  }

  @Test
  void countsDurationsInBuckets() {
    RouteMetrics users = metrics.route("users", "");
    users.completed(0, 200, MILLI);
    users.completed(1, 200, 3 * MILLI);
    users.completed(0, 200, 60_000 * MILLI);

    assertThat(lines())
        .contains(
            "sluice_request_duration_seconds_bucket{route=\"users\",le=\"5.0E-4\"} 0",
            "sluice_request_duration_seconds_bucket{route=\"users\",le=\"0.001\"} 1",
            "sluice_request_duration_seconds_bucket{route=\"users\",le=\"0.005\"} 2",
            "sluice_request_duration_seconds_bucket{route=\"users\",le=\"30.0\"} 2",
            "sluice_request_duration_seconds_bucket{route=\"users\",le=\"+Inf\"} 3",
            "sluice_request_duration_seconds_count{route=\"users\"} 3",
            "sluice_request_duration_seconds_sum{route=\"users\"} 60.004");
  }

  @Test
  void startsWithOneHoldAndCompletesWithAnother() {
    RouteMetrics any = metrics.route("split", "");
    RouteMetrics chosen = metrics.route("split", "next");
    any.started(1);
    assertThat(lines()).contains("sluice_inflight{route=\"split\"} 1.0");

    chosen.completed(1, 200, MILLI);
    assertThat(lines())
        .contains(
            "sluice_inflight{route=\"split\"} 0.0",
            "sluice_requests_total{route=\"split\",status=\"200\",upstream=\"next\"} 1.0");
  }

  @Test
  void countsLocalRepliesByReason() {
    RouteMetrics users = metrics.route("users", "");
    users.localReply(0, "rate_limited");
    users.localReply(1, "rate_limited");
    users.localReply(1, "no_endpoint");

    assertThat(lines())
        .contains(
            "sluice_local_replies_total{reason=\"rate_limited\",route=\"users\"} 2.0",
            "sluice_local_replies_total{reason=\"no_endpoint\",route=\"users\"} 1.0");
  }

  @Test
  void tellsConnectionsOfBothSidesApart() {
    ListenerMetrics http = metrics.listener("http");
    http.accepted(0);
    http.accepted(1);
    http.closed(1);
    http.refused(0);
    UpstreamMetrics users = metrics.upstream("users");
    users.connectionOpened(0);
    users.connectionOpened(1);
    users.connectionOpened(1);
    users.connectionIdle(0);
    users.connectionIdle(1);
    users.connectionReused(1);
    users.connectionClosed(1, false);
    users.connectFailed(0);

    String in = "{listener=\"http\",";
    String out = "{side=\"upstream\",";
    assertThat(lines())
        .contains(
            "sluice_connections" + in + "side=\"client\",state=\"active\"} 0.0",
            "sluice_connections" + in + "side=\"client\",state=\"idle\"} 1.0",
            "sluice_connection_attempts_total" + in + "outcome=\"accepted\",side=\"client\"} 2.0",
            "sluice_connection_attempts_total" + in + "outcome=\"refused\",side=\"client\"} 1.0",
            "sluice_connections" + out + "state=\"active\",upstream=\"users\"} 1.0",
            "sluice_connections" + out + "state=\"idle\",upstream=\"users\"} 1.0",
            "sluice_connection_attempts_total{outcome=\"connected\",side=\"upstream\",upstream=\"users\"} 3.0",
            "sluice_connection_attempts_total{outcome=\"failed\",side=\"upstream\",upstream=\"users\"} 1.0");
  }

  @Test
  void countsAttemptsAndRetriesOfAnUpstream() {
    UpstreamMetrics users = metrics.upstream("users");
    users.completed(0, 2 * MILLI);
    users.retried(0, Retry.FAILED);
    users.retried(1, Retry.SUCCEEDED);

    assertThat(lines())
        .contains(
            "sluice_upstream_duration_seconds_count{upstream=\"users\"} 1",
            "sluice_retries_total{outcome=\"failed\",upstream=\"users\"} 1.0",
            "sluice_retries_total{outcome=\"succeeded\",upstream=\"users\"} 1.0",
            "sluice_retries_total{outcome=\"over_budget\",upstream=\"users\"} 0.0");
  }

  @Test
  void readsTheStateOfEndpointsWhenScraped() {
    UpstreamMetrics users = metrics.upstream("users");
    Map<String, Boolean> healthy = Map.of("10.0.0.1:80", true, "10.0.0.2:80", false);
    users.source(() -> new UpstreamSample(healthy, true, Map.of("success_rate", 3L), 7, 5, 1.5, 2));

    assertThat(lines())
        .contains(
            "sluice_endpoint_healthy{endpoint=\"10.0.0.1:80\",upstream=\"users\"} 1.0",
            "sluice_endpoint_healthy{endpoint=\"10.0.0.2:80\",upstream=\"users\"} 0.0",
            "sluice_upstream_panic{upstream=\"users\"} 1.0",
            "sluice_ejections_total{reason=\"success_rate\",upstream=\"users\"} 3.0",
            "sluice_health_checks_total{outcome=\"passed\",upstream=\"users\"} 7.0",
            "sluice_health_checks_total{outcome=\"failed\",upstream=\"users\"} 5.0",
            "sluice_discovery_targets{upstream=\"users\"} 2.0",
            "sluice_discovery_staleness_seconds{upstream=\"users\"} 1.5",
            "sluice_discovery_skipped{upstream=\"users\"} 2.0");
  }

  @Test
  void tellsTheGatewaysOwnState() {
    metrics.configRevision(7);
    metrics.configReloaded(true);
    metrics.configReloaded(false);
    metrics.configReloaded(false);
    metrics.buffers(() -> 4096, () -> 0);
    metrics.worker(1).recordLag(7 * MILLI);

    assertThat(lines())
        .contains(
            "sluice_config_revision 7.0",
            "sluice_config_reloads_total{outcome=\"applied\"} 1.0",
            "sluice_config_reloads_total{outcome=\"rejected\"} 2.0",
            "sluice_buffer_bytes{kind=\"direct\"} 4096.0",
            "sluice_buffer_bytes{kind=\"heap\"} 0.0",
            "sluice_access_log_dropped_total 0.0",
            "sluice_event_loop_lag_seconds_bucket{worker=\"1\",le=\"0.01\"} 1",
            "sluice_event_loop_lag_max_seconds{worker=\"1\"} 0.007");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jvm_memory_used_bytes{area=\"heap\"",
        "jvm_gc_",
        "jvm_threads_live_threads",
        "process_cpu_usage",
        "process_files_open_files",
        "process_uptime_seconds"
      })
  void tellsTheStateOfTheProcess(String metric) {
    assertThat(metrics.scrape()).contains("\n" + metric);
  }

  @Test
  void seriesOfARemovedRouteVanishWithTheLastHold() {
    RouteMetrics before = metrics.route("users", "v1");
    before.completed(0, 200, MILLI);
    RouteMetrics reloaded = metrics.route("users", "v1");
    before.close();
    before.close(); // a second time gives up nothing more
    reloaded.completed(0, 200, MILLI);
    assertThat(lines())
        .as("carried over the reload")
        .contains("sluice_requests_total{route=\"users\",status=\"200\",upstream=\"v1\"} 2.0");

    reloaded.close();
    assertThat(metrics.scrape()).doesNotContain("users");
  }

  @Test
  void seriesOfAFormerUpstreamVanishThoughTheRouteStays() {
    RouteMetrics before = metrics.route("users", "v1");
    before.completed(0, 200, MILLI);
    RouteMetrics after = metrics.route("users", "v2");
    after.completed(0, 200, MILLI);
    before.close();

    assertThat(metrics.scrape())
        .doesNotContain("upstream=\"v1\"")
        .contains("upstream=\"v2\"")
        .contains("sluice_request_duration_seconds_count{route=\"users\"} 2");
  }

  @Test
  void unusedRoutesCostNoLine() {
    metrics.route("never_called", "nowhere");
    assertThat(metrics.scrape()).doesNotContain("never_called");
  }

  @Test
  void aFiltersMeterCannotTakeANameOfTheGateway() {
    MeterRegistry meters = metrics.registry();
    assertThatThrownBy(() -> meters.gauge("sluice.requests", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sluice.requests");
    assertThatThrownBy(() -> meters.counter("sluice.requests"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> meters.timer("sluice.request.duration"))
        .isInstanceOf(IllegalArgumentException.class);

    meters.counter("sluice.ratelimit.decisions", "route", "users").increment();
    assertThat(lines()).contains("sluice_ratelimit_decisions_total{route=\"users\"} 1.0");
  }

  private String[] lines() {
    return metrics.scrape().split("\n");
  }
}
