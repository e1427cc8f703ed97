package io.sluice.filters.concurrencylimit;

import io.sluice.ratelimit.Limiter;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is shared by all exchanges of one key, on all workers: how many run, and who waits. Exact,
 * first come, first served, and without a lock.
 *
 * <p>No wake-up is lost. Who has to wait first joins the queue, then looks for a free permit; who
 * gives one up first returns it, then looks at the queue. Both in the one order of volatile
 * operations, so that at least one of them sees the other and hands the permit over. Whoever took a
 * permit and then found nobody to give it to returns it and looks once more: one who came in
 * between may have seen none.
 *
 * <p>Given up: an arrival that finds the queue empty may overtake one that is about to join it.
 */
final class Gate {
  private static final int CLOSED = -1;
  private static final int MEAN_OF = 8; // about so many exchanges count in the mean

  private final Gates gates;
  private final @Nullable String key; // null: it is never given up
  private final long[] state;
  private final ConcurrentLinkedQueue<Ticket> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /** Exchanges that have to do with this gate; {@link #CLOSED} once there are none. */
  private final AtomicInteger users = new AtomicInteger();

  /** Written by all workers; one that overwrites another's loses a sample. */
  private volatile long meanNanos;

  Gate(Gates gates, @Nullable String key, long[] state) {
    this.gates = gates;
    this.key = key;
    this.state = state;
  }

  /** Comes in; false when the gate has been given up meanwhile. */
  boolean use() {
    int now = users.get();
    while (now != CLOSED) {
      if (users.compareAndSet(now, now + 1)) {
        return true;
      }
      now = users.get();
    }
    return false;
  }

  /** Is done with it; the last one gives it up. */
  void unuse() {
    if (key != null && users.decrementAndGet() == 0 && users.compareAndSet(0, CLOSED)) {
      gates.forget(key, this);
    }
  }

  /** Whether one more may run now, without waiting. */
  boolean enter(Limiter limiter, long now) {
    if (queue.isEmpty() && limiter.acquire(state, 1, now) == 0) {
      gates.inflight().increment();
      return true;
    }
    return false;
  }

  /**
   * Nanoseconds until one that queues up now will run, going by how long exchanges took of late; 0
   * when nothing is known.
   */
  long expectedWait(Limiter limiter) {
    double position = waiting.get() + 1.0;
    return (long) (meanNanos * position / Math.max(1, limiter.limit(state)));
  }

  /** Has {@code ticket} wait; false when {@code most} do. It may be its turn at once. */
  boolean enqueue(Ticket ticket, int most) {
    if (waiting.incrementAndGet() > most) {
      waiting.decrementAndGet();
      return false;
    }
    gates.queued().increment();
    queue.add(ticket);
    admit();
    return true;
  }

  /** A ticket that does not want to wait any more goes. */
  void leave(Ticket ticket) {
    if (queue.remove(ticket)) {
      left();
    }
  }

  private void left() {
    waiting.decrementAndGet();
    gates.queued().decrement();
  }

  /**
   * One that ran is done.
   *
   * @param tookNanos until its response began; negative: that says nothing
   * @param wholeNanos from its admission to its end; negative: it was over before it began
   */
  void exit(long tookNanos, boolean dropped, long wholeNanos) {
    if (wholeNanos >= 0) {
      long mean = meanNanos;
      meanNanos = mean == 0 ? wholeNanos : mean + (wholeNanos - mean) / MEAN_OF;
    }
    gates.inflight().decrement();
    gates.limiter().release(state, 1, tookNanos, dropped, gates.now());
    admit();
  }

  /** Hands free permits to those who have waited longest. Any thread. */
  void admit() {
    while (!queue.isEmpty()) {
      Limiter limiter = gates.limiter();
      if (limiter.acquire(state, 1, gates.now()) != 0) {
        return;
      }
      Ticket next = queue.poll();
      if (next != null) {
        left();
      }
      if (next == null || !next.grant()) {
        limiter.release(state, 1, -1, false, gates.now());
      } else {
        gates.inflight().increment();
      }
    }
  }

  /** How many may run at a time, as things stand. */
  long limit() {
    return gates.limiter().limit(state);
  }
}
