package io.sluice.gateway.observe;

import io.prometheus.metrics.model.snapshots.Labels;
import io.sluice.gateway.api.Ticker;
import java.util.concurrent.TimeUnit;

/** The metrics of one event loop; written on its thread alone. */
public final class WorkerMetrics {
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Labels labels;
  private final Ticker ticker;
  private final Histogram lag = new Histogram(new WorkerCells(1), 0);
  private long windowStart;

  /** Greatest lag of the running window and of the one before: written by the worker alone. */
  private volatile long max;

  private volatile long previousMax;

  /** Greatest lag since somebody took it; written by the worker, and set back by who takes it. */
  private volatile long sinceTaken;

  WorkerMetrics(int worker, Ticker ticker) {
    this.labels = Labels.of("worker", Integer.toString(worker));
    this.ticker = ticker;
    this.windowStart = ticker.nanos();
  }

  /** The loop ran a task so many nanoseconds after it was due; 0 counts too. */
  public void recordLag(long nanos) {
    lag.record(0, nanos);
    long now = ticker.nanos();
    if (now - windowStart >= WINDOW_NANOS) {
      boolean justEnded = now - windowStart < 2 * WINDOW_NANOS;
      previousMax = justEnded ? max : 0;
      max = 0;
      windowStart = now;
    }
    if (nanos > sinceTaken) {
      sinceTaken = nanos;
    }
    if (nanos > max) {
      max = nanos;
    }
  }

  /** Greatest lag since this was asked last, in nanoseconds. Any thread. */
  long takeLag() {
    long greatest = sinceTaken;
    sinceTaken = 0; // one that comes in between is lost: the next question will see another
    return greatest;
  }

  void collect(Scrape scrape) {
    scrape.histogram(Family.EVENT_LOOP_LAG, lag, labels);
    scrape.gauge(Family.EVENT_LOOP_LAG_MAX, Math.max(max, previousMax) / 1e9, labels);
  }
}
