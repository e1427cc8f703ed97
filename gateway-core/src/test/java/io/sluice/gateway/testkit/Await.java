package io.sluice.gateway.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what other threads are about to do. */
public final class Await {
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private Await() {}

  /**
   * Returns as soon as {@code condition} is true.
   *
   * @param what is waited for, for the error
   * @throws AssertionError when it is not true within 5 seconds
   */
  public static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > MOST_NANOS) {
        throw new AssertionError("within 5 s it did not come about that " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting until " + what, e);
      }
    }
  }

  /**
   * Returns when {@code latch} is open: holds an origin's answer back until the test says so.
   *
   * @throws AssertionError when it is not open within 5 seconds
   */
  public static void open(CountDownLatch latch) {
    try {
      if (!latch.await(MOST_NANOS, TimeUnit.NANOSECONDS)) {
        throw new AssertionError("a latch was not opened within 5 s: " + latch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + latch, e);
    }
  }
}
