package io.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkerMetricsTest {
  private final AtomicLong now = new AtomicLong(-42);
  private final WorkerMetrics worker = new WorkerMetrics(0, now::get);

  @Test
  void rememberTheGreatestLagForOneToTwoMinutes() {
    record(0, 500);
    record(30, 1);
    assertThat(max()).isEqualTo("0.5");
    record(40, 2);
    assertThat(max()).as("after 70 s").isEqualTo("0.5");
    record(60, 3);
    assertThat(max()).as("after 130 s").isEqualTo("0.003");
  }

  @Test
  void forgetsAllAfterALongSilence() {
    record(0, 500);
    record(1_000, 1);
    assertThat(max()).isEqualTo("0.001");
  }

  private void record(long secondsLater, long lagMillis) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(secondsLater));
    worker.recordLag(TimeUnit.MILLISECONDS.toNanos(lagMillis));
  }

  private String max() {
    Scrape scrape = new Scrape();
    worker.collect(scrape);
    return scrape.snapshots().stream()
        .filter(
            metric -> metric.getMetadata().getName().equals("sluice_event_loop_lag_max_seconds"))
        .map(metric -> (io.prometheus.metrics.model.snapshots.GaugeSnapshot) metric)
        .map(gauge -> Double.toString(gauge.getDataPoints().get(0).getValue()))
        .findFirst()
        .orElseThrow();
  }
}
