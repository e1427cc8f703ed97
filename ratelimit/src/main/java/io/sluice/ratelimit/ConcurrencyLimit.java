package io.sluice.ratelimit;

import static io.sluice.ratelimit.Words.WORD;

/**
 * How much may run at a time: one word counts what does. What was acquired must be released once,
 * on the same state. A refusal cannot say when the same may pass; it says 1 ns, and so does {@link
 * #resetNanos} while anything runs.
 */
public final class ConcurrencyLimit implements Limiter {
  private final long max;

  /**
   * @param max at least 1
   * @throws IllegalArgumentException if it is less
   */
  public ConcurrencyLimit(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("max: " + max + " (expected: at least 1)");
    }
    this.max = max;
  }

  @Override
  public int words() {
    return 1;
  }

  @Override
  public long acquire(long[] state, long cost, long now) {
    if (cost > max) {
      return NEVER;
    }
    return enter(state, cost, max) ? 0 : -1;
  }

  @Override
  public void release(long[] state, long cost, long tookNanos, boolean dropped, long now) {
    leave(state, cost);
  }

  @Override
  public long limit(long[] state) {
    return max;
  }

  @Override
  public long remaining(long[] state, long now) {
    return Math.max(0, max - running(state));
  }

  @Override
  public long resetNanos(long[] state, long now) {
    return running(state) == 0 ? 0 : 1;
  }

  /** Counts {@code cost} in the first word unless that makes it more than {@code max}. */
  static boolean enter(long[] state, long cost, long max) {
    while (true) {
      long running = running(state);
      if (running + cost > max) {
        return false;
      }
      if (WORD.compareAndSet(state, 0, running, running + cost)) {
        return true;
      }
    }
  }

  static void leave(long[] state, long cost) {
    WORD.getAndAdd(state, 0, -cost);
  }

  static long running(long[] state) {
    return (long) WORD.getVolatile(state, 0);
  }
}
