package io.sluice.gateway.observe;

import java.util.Arrays;
import java.util.function.ObjLongConsumer;

/**
 * A counter for each reason, in the order in which they appear. Reasons are constants of the code,
 * so a handful is expected; a filter that makes them up is cut at {@link #MOST}, and the rest count
 * as {@code other}.
 */
final class ReasonCells {
  static final int MOST = 32;

  private static final String OTHER = "other";

  private final WorkerCells cells;

  /** Replaced under the lock, never changed in place; read by workers and scrapes. */
  private volatile String[] reasons = {};

  ReasonCells(int workers) {
    this.cells = new WorkerCells(workers);
  }

  /** Counts one; only on the thread of that worker. Locks only for a reason never seen before. */
  void increment(int worker, String reason) {
    cells.add(worker, cellOf(reason), 1);
  }

  /** Passes each reason seen so far with its count. */
  void forEach(ObjLongConsumer<String> sink) {
    String[] known = reasons;
    for (int cell = 0; cell < known.length; cell++) {
      sink.accept(known[cell], cells.sum(cell));
    }
    long other = cells.sum(MOST);
    if (other > 0) {
      sink.accept(OTHER, other);
    }
  }

  private int cellOf(String reason) {
    String[] known = reasons;
    for (int cell = 0; cell < known.length; cell++) {
      if (known[cell].equals(reason)) {
        return cell;
      }
    }
    return known.length == MOST ? MOST : added(reason);
  }

  private synchronized int added(String reason) {
    String[] known = reasons;
    int present = Arrays.asList(known).indexOf(reason);
    if (present >= 0) {
      return present;
    }
    if (known.length == MOST || reason.equals(OTHER)) {
      return MOST;
    }
    String[] longer = Arrays.copyOf(known, known.length + 1);
    longer[known.length] = reason;
    reasons = longer;
    return known.length;
  }
}
