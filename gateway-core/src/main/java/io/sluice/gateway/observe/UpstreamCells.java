package io.sluice.gateway.observe;

import io.prometheus.metrics.model.snapshots.Labels;
import io.sluice.gateway.observe.UpstreamMetrics.Retry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is counted for one upstream. */
final class UpstreamCells implements Collected {
  static final int ACTIVE = 0;
  static final int IDLE = 1;
  static final int CONNECTED = 2;
  static final int CONNECT_FAILED = 3;
  private static final int RETRIES = 4;
  private static final Retry[] OUTCOMES = Retry.values();
  private static final int HEDGES_LOST = RETRIES + OUTCOMES.length;
  private static final int HEDGES_WON = HEDGES_LOST + 1;
  private static final int DURATION = HEDGES_WON + 1;

  private final String upstream;
  private final WorkerCells cells;
  private final Histogram duration;

  /** Set on the control thread, read by scrapes. */
  private volatile @Nullable Supplier<UpstreamSample> source;

  UpstreamCells(String upstream, int workers) {
    this.upstream = upstream;
    this.cells = new WorkerCells(workers);
    this.duration = new Histogram(cells, DURATION);
  }

  void add(int worker, int cell, long amount) {
    cells.add(worker, cell, amount);
  }

  void retried(int worker, Retry outcome) {
    cells.add(worker, RETRIES + outcome.cell(), 1);
  }

  void hedged(int worker, boolean won) {
    cells.add(worker, won ? HEDGES_WON : HEDGES_LOST, 1);
  }

  void completed(int worker, long nanos) {
    duration.record(worker, nanos);
  }

  void source(Supplier<UpstreamSample> changed) {
    source = changed;
  }

  @Override
  public void collect(Scrape scrape) {
    Labels labels = Labels.of("upstream", upstream);
    Supplier<UpstreamSample> now = source;
    if (now != null) {
      collect(scrape, now.get(), labels);
    }
    if (cells.size() == 0) {
      return;
    }
    Labels side = Labels.of("side", "upstream", "upstream", upstream);
    scrape.gauge(Family.CONNECTIONS, cells.sum(ACTIVE), side.add("state", "active"));
    scrape.gauge(Family.CONNECTIONS, cells.sum(IDLE), side.add("state", "idle"));
    Family attempts = Family.CONNECTION_ATTEMPTS;
    scrape.counter(attempts, cells.sum(CONNECTED), side.add("outcome", "connected"));
    scrape.counter(attempts, cells.sum(CONNECT_FAILED), side.add("outcome", "failed"));
    for (Retry outcome : OUTCOMES) {
      long count = cells.sum(RETRIES + outcome.cell());
      scrape.counter(Family.RETRIES, count, labels.add("outcome", outcome.label()));
    }
    scrape.counter(Family.HEDGES, cells.sum(HEDGES_WON), labels.add("outcome", "won"));
    scrape.counter(Family.HEDGES, cells.sum(HEDGES_LOST), labels.add("outcome", "lost"));
    scrape.histogram(Family.UPSTREAM_DURATION, duration, labels);
  }

  private static void collect(Scrape scrape, UpstreamSample sample, Labels labels) {
    sample
        .healthy()
        .forEach(
            (endpoint, healthy) ->
                scrape.gauge(
                    Family.ENDPOINT_HEALTHY, healthy ? 1 : 0, labels.add("endpoint", endpoint)));
    scrape.gauge(Family.PANIC, sample.panic() ? 1 : 0, labels);
    sample
        .ejections()
        .forEach(
            (reason, count) ->
                scrape.counter(Family.EJECTIONS, count, labels.add("reason", reason)));
    Family checks = Family.HEALTH_CHECKS;
    scrape.counter(checks, sample.checksPassed(), labels.add("outcome", "passed"));
    scrape.counter(checks, sample.checksFailed(), labels.add("outcome", "failed"));
    scrape.gauge(Family.DISCOVERY_TARGETS, sample.healthy().size(), labels);
    scrape.gauge(Family.DISCOVERY_STALENESS, sample.staleSeconds(), labels);
    scrape.gauge(Family.DISCOVERY_SKIPPED, sample.skipped(), labels);
  }
}
