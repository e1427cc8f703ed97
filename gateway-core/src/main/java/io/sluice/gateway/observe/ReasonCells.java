package io.sluice.gateway.observe;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A counter for each reason, in the order in which they appear. Reasons are constants of the code,
 * so a handful is expected; a filter that makes them up is cut at {@link #MOST}, and the rest count
 * as {@code other}.
 */
final class ReasonCells {
  static final int MOST = 32;

  private static final String OTHER = "other";

  private final WorkerCells cells;

  /** Filled from the front, each place once and for good, by whichever worker is first. */
  private final AtomicReferenceArray<@Nullable String> reasons = new AtomicReferenceArray<>(MOST);

  ReasonCells(int workers) {
    this.cells = new WorkerCells(workers);
  }

  /** Counts one; only on the thread of that worker. Never waits for another. */
  void increment(int worker, String reason) {
    cells.add(worker, cellOf(reason), 1);
  }

  /** Passes each reason seen so far with its count. */
  void forEach(ObjLongConsumer<String> sink) {
    for (int cell = 0; cell < MOST; cell++) {
      String reason = reasons.get(cell);
      if (reason == null) {
        break;
      }
      sink.accept(reason, cells.sum(cell));
    }
    long other = cells.sum(MOST);
    if (other > 0) {
      sink.accept(OTHER, other);
    }
  }

  private int cellOf(String reason) {
    for (int cell = 0; cell < MOST; cell++) {
      String known = reasons.get(cell);
      if (known == null) {
        if (reason.equals(OTHER)) {
          return MOST;
        }
        // The witness is what another worker has put here at this moment, perhaps the same reason.
        known = reasons.compareAndExchange(cell, null, reason);
        if (known == null) {
          return cell;
        }
      }
      if (known.equals(reason)) {
        return cell;
      }
    }
    return MOST;
  }
}
