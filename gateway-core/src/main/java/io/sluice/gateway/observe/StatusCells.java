package io.sluice.gateway.observe;

import java.util.function.ObjLongConsumer;

/**
 * A counter for each HTTP status. A status finds its cell in a fixed table that begins with the
 * common ones, so that an array of eight cells serves most routes and only an origin with odd
 * statuses costs more.
 */
final class StatusCells {
  private static final int LOWEST = 100;
  private static final int HIGHEST = 599;
  private static final int[] COMMON = {
    200, 304, 404, 204, 302, 201, 503, 429, 206, 301, 400, 401, 403, 502, 504, 500, 202, 307, 308,
    303, 405, 409, 412, 422
  };

  /** The client went away before there was a status. */
  private static final int NONE_CELL = 7;

  /** Cell of each status from {@link #LOWEST} on. */
  private static final short[] CELL_OF = new short[HIGHEST - LOWEST + 1];

  /** Label of each cell. */
  private static final String[] LABELS = new String[CELL_OF.length + 2];

  private static final int OTHER_CELL = LABELS.length - 1;

  static {
    int next = 0;
    LABELS[NONE_CELL] = "none";
    LABELS[OTHER_CELL] = "other";
    for (int status : COMMON) {
      next = place(status, next);
    }
    for (int status = LOWEST; status <= HIGHEST; status++) {
      if (CELL_OF[status - LOWEST] == 0 && status != COMMON[0]) {
        next = place(status, next);
      }
    }
  }

  private final WorkerCells cells;

  StatusCells(int workers) {
    this.cells = new WorkerCells(workers);
  }

  /** Counts one; only on the thread of that worker. */
  void increment(int worker, int status) {
    cells.add(worker, cellOf(status), 1);
  }

  /** Passes each status seen so far with its count. */
  void forEach(ObjLongConsumer<String> sink) {
    int size = Math.min(cells.size(), LABELS.length);
    for (int cell = 0; cell < size; cell++) {
      long count = cells.sum(cell);
      if (count > 0) {
        sink.accept(LABELS[cell], count);
      }
    }
  }

  private static int cellOf(int status) {
    if (status >= LOWEST && status <= HIGHEST) {
      return CELL_OF[status - LOWEST];
    }
    return status == 0 ? NONE_CELL : OTHER_CELL;
  }

  private static int place(int status, int next) {
    int cell = next == NONE_CELL ? next + 1 : next;
    CELL_OF[status - LOWEST] = (short) cell;
    LABELS[cell] = Integer.toString(status);
    return cell + 1;
  }
}
