package io.sluice.filters.cache.store;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * About how many of the last requests were for a key, in a fixed small memory: a count-min sketch
 * (Cormode and Muthukrishnan, 2005) whose counts are halved each time that so many have been
 * counted, so that what is over is forgotten. It never says too little of what was counted, and
 * seldom much too much. Any thread; a count that is lost in a race does not matter.
 */
public final class FrequencySketch {
  private static final int ROWS = 4;
  private static final int COLUMNS = 1 << 12; // an error of total / 1,500 in one of 50 cases

  private final AtomicIntegerArray counts = new AtomicIntegerArray(ROWS * COLUMNS + 1);
  private final AtomicBoolean halving = new AtomicBoolean();
  private final int window;

  /**
   * @param window after how many counts all are halved
   */
  public FrequencySketch(int window) {
    this.window = window;
  }

  /** Counts one more; about how many there have been, with this one. */
  public int count(CacheKey key) {
    long hash = spread(key.text().hashCode());
    int least = Integer.MAX_VALUE;
    for (int row = 0; row < ROWS; row++) {
      least = Math.min(least, counts.incrementAndGet(place(hash, row)));
    }
    if (counts.incrementAndGet(ROWS * COLUMNS) >= window) {
      halve();
    }
    return least;
  }

  /** The same without counting. */
  public int of(CacheKey key) {
    long hash = spread(key.text().hashCode());
    int least = Integer.MAX_VALUE;
    for (int row = 0; row < ROWS; row++) {
      least = Math.min(least, counts.get(place(hash, row)));
    }
    return least;
  }

  /** Of all keys together. */
  public int total() {
    return counts.get(ROWS * COLUMNS);
  }

  private static int place(long hash, int row) {
    return row * COLUMNS + ((int) (hash >>> (row * 16)) & (COLUMNS - 1));
  }

  private static long spread(int hash) {
    long spread = (hash ^ hash >>> 16) * 0x9e3779b97f4a7c15L;
    return spread ^ spread >>> 29;
  }

  private void halve() {
    if (halving.compareAndSet(false, true)) { // once in a window
      for (int i = 0; i <= ROWS * COLUMNS; i++) {
        counts.set(i, counts.get(i) / 2);
      }
      halving.set(false);
    }
  }
}
