package io.sluice.distribution;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what other processes are about to do. */
final class Patience {
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private Patience() {}

  /**
   * Returns as soon as a condition is true.
   *
   * @param what is waited for, for the error
   * @return how long that took, in milliseconds
   * @throws AssertionError when it is not true within a minute
   */
  static long until(String what, Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - start > MOST_NANOS) {
        throw new AssertionError("within a minute it did not come about that " + what);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    return (System.nanoTime() - start) / 1_000_000;
  }
}
