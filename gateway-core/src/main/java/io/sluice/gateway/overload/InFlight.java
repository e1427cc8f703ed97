package io.sluice.gateway.overload;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Exchanges in flight over all workers. Each worker writes a cell of its own, on a cache line of
 * its own, so that counting costs no contention; with a cap in force the write is volatile and the
 * sum is read after it, so that of workers that come at once at least the last sees all.
 */
final class InFlight {
  private static final int LINE = 16; // longs: two lines, for processors that fetch pairs

  private final AtomicLongArray cells;
  private final int workers;

  InFlight(int workers) {
    this.workers = workers;
    this.cells = new AtomicLongArray(workers * LINE);
  }

  /** Counts one in, unless there would be more than {@code most}; 0 = no cap. On the worker. */
  boolean enter(int worker, long most) {
    int cell = worker * LINE;
    long own = cells.getPlain(cell) + 1;
    if (most == 0) {
      cells.setOpaque(cell, own);
      return true;
    }
    cells.set(cell, own);
    if (sum() <= most) {
      return true;
    }
    cells.set(cell, own - 1);
    return false;
  }

  /** Counts one out; on the worker that counted it in. */
  void leave(int worker) {
    int cell = worker * LINE;
    cells.setOpaque(cell, cells.getPlain(cell) - 1);
  }

  /** Any thread. */
  long sum() {
    long sum = 0;
    for (int worker = 0; worker < workers; worker++) {
      sum += cells.get(worker * LINE);
    }
    return sum;
  }
}
