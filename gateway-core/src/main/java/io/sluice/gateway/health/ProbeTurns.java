package io.sluice.gateway.health;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Bounds how many checks have a socket at a time: a check of an endpoint that is silent keeps its
 * socket until its time is up, and thousands of those would leave none to exchanges. Who comes when
 * all are taken waits in order. Any thread; nothing blocks.
 */
final class ProbeTurns {
  private final AtomicInteger free;
  private final Queue<BooleanSupplier> waiting = new ConcurrentLinkedQueue<>();

  ProbeTurns(int most) {
    free = new AtomicInteger(most);
  }

  /**
   * Begins a check, at once or when another one has left.
   *
   * @param begin false when it could not begin; else {@link #leave} follows, once
   */
  void enter(BooleanSupplier begin) {
    waiting.add(begin);
    next();
  }

  /** A check that had begun has given its socket back. */
  void leave() {
    free.incrementAndGet();
    next();
  }

  /** Whoever adds a check or frees a turn comes here after it, so none is left with a turn free. */
  private void next() {
    while (!waiting.isEmpty() && take()) {
      BooleanSupplier begin = waiting.poll();
      if (begin == null || !begin.getAsBoolean()) {
        free.incrementAndGet();
      }
    }
  }

  private boolean take() {
    int now = free.get();
    while (now > 0) {
      if (free.compareAndSet(now, now - 1)) {
        return true;
      }
      now = free.get();
    }
    return false;
  }
}
