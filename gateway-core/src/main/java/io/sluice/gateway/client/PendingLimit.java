package io.sluice.gateway.client;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many exchanges of one upstream may wait for a connection, over all workers and endpoints. Any
 * thread; touched only by those who wait.
 */
public final class PendingLimit {
  private final AtomicInteger waiting = new AtomicInteger(); // by all workers, volatile order
  private volatile int most; // written by the control thread

  /**
   * @param most exchanges that may wait; 0 = no limit
   */
  public PendingLimit(int most) {
    this.most = most;
  }

  /** Changes the limit; who waits already goes on waiting. */
  public void most(int exchanges) {
    most = exchanges;
  }

  /** Exchanges that wait now. */
  public int waiting() {
    return waiting.get();
  }

  /** Counts one in; false when there are too many. Each success is paired with {@link #leave}. */
  boolean enter() {
    int limit = most;
    int now = waiting.get();
    while (limit == 0 || now < limit) {
      if (waiting.compareAndSet(now, now + 1)) {
        return true;
      }
      now = waiting.get();
    }
    return false;
  }

  void leave() {
    waiting.decrementAndGet();
  }
}
