package io.sluice.filters.cache.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Has things given up in time. All have the same time, so that one timer is enough: that of the
 * oldest. Its thread only.
 */
final class Watch {
  private final ScheduledExecutorService thread;
  private final long nanos;
  private final Runnable late;
  private final ArrayDeque<Timed> all = new ArrayDeque<>();
  private boolean waiting;

  /**
   * @param late told of each that was not over in time, before it is given up
   */
  Watch(ScheduledExecutorService thread, Duration time, Runnable late) {
    this.thread = thread;
    this.nanos = time.toNanos();
    this.late = late;
  }

  /** From now on, or from a moment before. */
  void add(Timed each, long startedAt) {
    for (Timed first = all.peek(); first != null && first.isOver(); first = all.peek()) {
      all.remove();
    }
    each.giveUpAt(startedAt + nanos);
    all.add(each);
    await();
  }

  private void await() {
    Timed oldest = all.peek();
    if (!waiting && oldest != null) {
      waiting = true;
      thread.schedule(this::look, oldest.deadline() - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  private void look() {
    waiting = false;
    for (Timed each = all.peek(); each != null; each = all.peek()) {
      if (!each.isOver()) {
        if (each.deadline() - System.nanoTime() > 0) {
          break;
        }
        late.run();
        giveUp(each);
      }
      all.remove(each);
    }
    await();
  }

  /** The connection is gone: no answer will come. */
  void giveUpAll() {
    for (Timed each = all.poll(); each != null; each = all.poll()) {
      giveUp(each);
    }
  }

  private static void giveUp(Timed each) {
    if (!each.isOver()) {
      each.giveUp();
    }
  }
}
