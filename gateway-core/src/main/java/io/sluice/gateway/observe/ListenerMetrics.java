package io.sluice.gateway.observe;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A hold on the metrics of one listener. The counting methods allocate nothing and must be called
 * on the event loop of {@code worker}, numbered from 0.
 */
public final class ListenerMetrics implements AutoCloseable {
  private final ListenerCells cells;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  ListenerMetrics(ListenerCells cells, Runnable release) {
    this.cells = cells;
    this.release = release;
  }

  /** A connection was accepted and is served. */
  public void accepted(int worker) {
    cells.add(worker, ListenerCells.ACCEPTED, 1);
    cells.add(worker, ListenerCells.IDLE, 1);
  }

  /** A request has begun on a connection that was idle. */
  public void busy(int worker) {
    cells.add(worker, ListenerCells.IDLE, -1);
    cells.add(worker, ListenerCells.ACTIVE, 1);
  }

  /** The exchange on a connection has ended. */
  public void idle(int worker) {
    cells.add(worker, ListenerCells.ACTIVE, -1);
    cells.add(worker, ListenerCells.IDLE, 1);
  }

  /** A connection was closed at once, for lack of room. */
  public void refused(int worker) {
    cells.add(worker, ListenerCells.REFUSED, 1);
  }

  /** A connection that was accepted, and is idle, has closed. */
  public void closed(int worker) {
    cells.add(worker, ListenerCells.IDLE, -1);
  }

  /**
   * Gives the hold up, when the listener's last connection has closed; the metrics vanish with the
   * last hold on them. A second call does nothing. Any thread.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
