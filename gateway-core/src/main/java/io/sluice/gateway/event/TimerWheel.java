package io.sluice.gateway.event;

import io.sluice.gateway.api.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timeouts of one event loop as a hashed wheel (Varghese and Lauck, 1987): starting and
 * cancelling is linking and unlinking a node. Nearly every timeout of a proxy is cancelled before
 * its time, so that is what must be cheap; a heap would pay for an order that nobody asks for.
 *
 * <p>Given up: precision. A timeout expires up to two ticks late, never early. One slot holds all
 * whose deadlines are a whole number of turns apart; those of later turns are passed over.
 */
public final class TimerWheel {
  private static final Logger LOG = LoggerFactory.getLogger(TimerWheel.class);

  /** Length of one tick. */
  public static final long TICK_NANOS = 10_000_000;

  private static final int SLOTS = 1024; // a turn takes 10.24 s

  private final Ticker ticker;
  private final Head[] slots = new Head[SLOTS];
  private final Head due = new Head(); // the slot being emptied
  private long tick; // last tick whose slot was emptied

  public TimerWheel(Ticker ticker) {
    this.ticker = ticker;
    this.tick = ticker.nanos() / TICK_NANOS;
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Head();
    }
  }

  /** Starts {@code timeout}, or starts it anew, to expire {@code delayNanos} from now. */
  public void start(Timeout timeout, long delayNanos) {
    start(timeout, ticker.nanos(), delayNanos);
  }

  /** The same for a caller that has read the clock already. */
  public void start(Timeout timeout, long now, long delayNanos) {
    timeout.cancel();
    long deadline = now + Math.max(delayNanos, 0);
    timeout.deadline = deadline;
    long at = Math.max(deadline / TICK_NANOS + 1, tick + 1);
    slots[(int) (at & (SLOTS - 1))].add(timeout);
  }

  /** Expires what is due; the worker calls it once a tick. */
  void advance() {
    long now = ticker.nanos();
    long target = now / TICK_NANOS;
    long first =
        Math.max(tick + 1, target - SLOTS + 1); // after a long stall one turn sees all slots
    for (long t = first; t <= target; t++) {
      tick = t;
      slots[(int) (t & (SLOTS - 1))].expireUntil(now, due);
    }
  }

  /** The sentinel of a slot's ring. */
  private static final class Head extends Timeout {
    Head() {
      previous = this;
      next = this;
    }

    void add(Timeout node) {
      Timeout last = previous == null ? this : previous;
      node.previous = last;
      node.next = this;
      last.next = node;
      previous = node;
    }

    /** Takes the ring apart node by node, so that callbacks may start and cancel what they like. */
    void expireUntil(long now, Head rest) {
      rest.takeAll(this);
      for (Timeout node = rest.next; node != null && node != rest; node = rest.next) {
        node.cancel();
        if (node.deadline - now <= 0) {
          expire(node);
        } else {
          add(node);
        }
      }
    }

    /** What one action throws, even for want of memory, must not keep the others from expiring. */
    private static void expire(Timeout node) {
      try {
        node.expired();
      } catch (Throwable e) {
        LOG.error("a timeout's action failed", e);
      }
    }

    private void takeAll(Head from) {
      while (from.next != null && from.next != from) {
        Timeout node = from.next;
        node.cancel();
        add(node);
      }
    }

    @Override
    protected void expired() {
      throw new IllegalStateException("a sentinel never expires");
    }
  }
}
