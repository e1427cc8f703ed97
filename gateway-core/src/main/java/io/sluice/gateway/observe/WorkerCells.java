package io.sluice.gateway.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Numbers that the workers add to and a scrape reads: one array for each worker, so that every cell
 * has a single writer.
 *
 * <p>A worker reads its own cell plainly and writes it opaquely: no fence, no contention, and no
 * torn value for the reader, which sees each cell's increments in order but no order between cells.
 * Arrays appear when their worker first writes, and grow when it needs a higher cell, because most
 * of ten thousand routes see few workers and few statuses. What is given up: a snapshot of several
 * cells is not consistent to the last increment.
 */
final class WorkerCells {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** Eight longs: growth steps fill a cache line, so that two workers' arrays rarely share one. */
  private static final int STEP = 8;

  /** Element i: read plainly and published with release by worker i, acquired by readers. */
  private final AtomicReferenceArray<long[]> byWorker;

  WorkerCells(int workers) {
    this.byWorker = new AtomicReferenceArray<>(workers);
  }

  /** Adds to a cell; only on the thread of that worker. */
  void add(int worker, int cell, long amount) {
    long[] cells = own(worker, cell);
    CELL.setOpaque(cells, cell, cells[cell] + amount);
  }

  /** The worker's array, long enough for {@code cell}; only on the thread of that worker. */
  long[] own(int worker, int cell) {
    long[] cells = byWorker.getPlain(worker);
    return cells != null && cell < cells.length ? cells : grow(worker, cells, cell);
  }

  /** Adds to a cell of an array that {@link #own} returned. */
  static void add(long[] own, int cell, long amount) {
    CELL.setOpaque(own, cell, own[cell] + amount);
  }

  /** A cell's sum over all workers; from any thread. */
  long sum(int cell) {
    long sum = 0;
    for (int worker = 0; worker < byWorker.length(); worker++) {
      long[] cells = byWorker.getAcquire(worker);
      if (cells != null && cell < cells.length) {
        sum += (long) CELL.getOpaque(cells, cell);
      }
    }
    return sum;
  }

  /** Cells that some worker has room for, 0 when nothing was ever written; from any thread. */
  int size() {
    int size = 0;
    for (int worker = 0; worker < byWorker.length(); worker++) {
      long[] cells = byWorker.getAcquire(worker);
      size = cells == null ? size : Math.max(size, cells.length);
    }
    return size;
  }

  private long[] grow(int worker, long[] old, int cell) {
    int length = (cell / STEP + 1) * STEP;
    long[] grown = old == null ? new long[length] : Arrays.copyOf(old, length);
    byWorker.setRelease(worker, grown);
    return grown;
  }
}
