package io.sluice.gateway.observe;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A hold on the metrics of one upstream. The counting methods allocate nothing and must be called
 * on the event loop of {@code worker}, numbered from 0.
 */
public final class UpstreamMetrics implements AutoCloseable {

  /** What came of a retry, or of the wish for one. */
  public enum Retry {
    /** The attempt gave a response that was passed on. */
    SUCCEEDED("succeeded", 0),
    /** The attempt failed too. */
    FAILED("failed", 1),
    /** No attempt was made: the budget was spent. */
    OVER_BUDGET("over_budget", 2);

    private final String label;
    private final int cell;

    Retry(String label, int cell) {
      this.label = label;
      this.cell = cell;
    }

    String label() {
      return label;
    }

    /** Its counter, from 0. */
    int cell() {
      return cell;
    }
  }

  private final UpstreamCells cells;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  UpstreamMetrics(UpstreamCells cells, Runnable release) {
    this.cells = cells;
    this.release = release;
  }

  /** One attempt has ended, well or badly, so many nanoseconds after its endpoint was chosen. */
  public void completed(int worker, long durationNanos) {
    cells.completed(worker, durationNanos);
  }

  /** One more retry. */
  public void retried(int worker, Retry outcome) {
    cells.retried(worker, outcome);
  }

  /**
   * An exchange that was sent to a further endpoint, because the first was slow, has its response.
   *
   * @param won whether the further one gave it
   */
  public void hedged(int worker, boolean won) {
    cells.hedged(worker, won);
  }

  /** A connection has opened and is in use. */
  public void connectionOpened(int worker) {
    cells.add(worker, UpstreamCells.CONNECTED, 1);
    cells.add(worker, UpstreamCells.ACTIVE, 1);
  }

  /** A connection could not be opened. */
  public void connectFailed(int worker) {
    cells.add(worker, UpstreamCells.CONNECT_FAILED, 1);
  }

  /** A connection in use went back to the pool. */
  public void connectionIdle(int worker) {
    cells.add(worker, UpstreamCells.ACTIVE, -1);
    cells.add(worker, UpstreamCells.IDLE, 1);
  }

  /** A pooled connection is in use again. */
  public void connectionReused(int worker) {
    cells.add(worker, UpstreamCells.IDLE, -1);
    cells.add(worker, UpstreamCells.ACTIVE, 1);
  }

  /** A connection that was opened has closed, while pooled or in use. */
  public void connectionClosed(int worker, boolean idle) {
    cells.add(worker, idle ? UpstreamCells.IDLE : UpstreamCells.ACTIVE, -1);
  }

  /**
   * Says where the state of the endpoints is read from at each scrape; the last source set for an
   * upstream is the one that counts.
   *
   * @param source called by any thread that may wait
   */
  public void source(Supplier<UpstreamSample> source) {
    cells.source(source);
  }

  /**
   * Gives the hold up, when the upstream has closed its last connection; the metrics vanish with
   * the last hold on them. A second call does nothing. Any thread.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
