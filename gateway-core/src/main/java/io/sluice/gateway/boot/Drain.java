package io.sluice.gateway.boot;

import io.sluice.gateway.server.Listener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Waiting for the connections of listeners that drain, and for what runs without a connection. Not
 * on the control thread: it goes on.
 */
final class Drain {
  private static final long POLL_MILLIS = 10;

  private Drain() {}

  /**
   * Waits until none is left, at most until the deadline; how many are open then.
   *
   * @param background how much runs without a connection
   */
  static int await(List<Listener> draining, IntSupplier background, Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    while (open(draining) + background.getAsInt() > 0 && System.nanoTime() - end < 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return open(draining) + background.getAsInt();
  }

  private static int open(List<Listener> listeners) {
    int sum = 0;
    for (Listener listener : listeners) {
      sum += listener.openConnections();
    }
    return sum;
  }
}
