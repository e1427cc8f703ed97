package io.sluice.gateway.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections that one endpoint may have, over the pools of all workers: exact, and without a
 * lock. It is all that those pools share.
 *
 * <p>Idea: a connection exists while its pool holds a reservation. A pool that is denied one queues
 * up here and asks the other pools for a connection that they have idle. A reservation that is
 * given up while pools queue is not returned: it passes to the first of them ({@link
 * ConnectionPool#grant}), so that nobody can snatch it on the way.
 *
 * <p>No wake-up is lost. A pool in the queue needs to hear of each reservation that is or becomes
 * free, and of each connection that is or goes idle elsewhere:
 *
 * <ul>
 *   <li>Free: who queues up first joins the queue, then looks for room; who gives up a reservation
 *       first returns it, then looks at the queue. Both in the one order of volatile operations, so
 *       that at least one sees the other; whoever does takes the room and hands it over.
 *   <li>Idle: who queues up first joins the queue, then sets the {@code asked} mark of each other
 *       pool, and, where it was clear, sends that pool a task. That task gives up idle connections
 *       until none is left or nobody queues. In the first case the mark stays, and whoever goes
 *       idle next looks at the queue. In the second the mark is cleared and then the queue looked
 *       at once more: a pool that has come in between either sees the mark clear or is seen.
 * </ul>
 *
 * <p>Given up for it: order. Exchanges are served in turn within a worker, workers in turn among
 * each other; over all workers it is not first come, first served.
 *
 * <p>Any thread, but for {@link #join}.
 */
public final class ConnectionBudget {
  private final List<ConnectionPool> pools = new ArrayList<>(); // complete before the first use

  /** Pools that wait for a reservation, each at most once; changed by all workers. */
  private final ConcurrentLinkedQueue<ConnectionPool> queue = new ConcurrentLinkedQueue<>();

  /** Reservations; changed by all workers, volatile order. */
  private final AtomicInteger held = new AtomicInteger();

  /** Written by the control thread, volatile order. */
  private volatile int most;

  /**
   * @param most connections at a time, at least 1
   */
  public ConnectionBudget(int most) {
    this.most = most;
  }

  /** Takes in another pool; by whoever makes them, before the first is used. */
  public void join(ConnectionPool pool) {
    pools.add(pool);
  }

  /** Changes the cap; what is over it is closed as it becomes free. */
  public void most(int connections) {
    most = connections;
    while (!queue.isEmpty() && take()) {
      release();
    }
    if (held.get() > most) {
      askOthers(null);
    }
  }

  /** Connections open, being opened, or on their way from one pool to another. */
  int held() {
    return held.get();
  }

  /** Whether a connection may be opened now; pools that queue come first. */
  boolean reserve() {
    return queue.isEmpty() && take();
  }

  private boolean take() {
    int now = held.get();
    while (now < most) {
      if (held.compareAndSet(now, now + 1)) {
        if (now < most) {
          return true;
        }
        release(); // the cap was lowered just now, and this one may not have been seen
        return false;
      }
      now = held.get();
    }
    return false;
  }

  /** Gives a reservation up, to the pool that has queued longest if there is one. */
  void release() {
    do {
      ConnectionPool next = held.get() <= most ? queue.poll() : null;
      if (next != null) {
        next.grant();
        return;
      }
      held.decrementAndGet();
    } while (!queue.isEmpty() && take());
  }

  /** Has {@code pool}, which is not in the queue, wait for a reservation. */
  void enqueue(ConnectionPool pool) {
    queue.add(pool);
    if (take()) {
      release();
    }
    askOthers(pool);
  }

  private void askOthers(@Nullable ConnectionPool pool) {
    for (ConnectionPool other : pools) {
      if (other != pool) {
        other.ask();
      }
    }
  }

  /** Takes {@code pool} out of the queue; false when a reservation is on its way to it already. */
  boolean leave(ConnectionPool pool) {
    return queue.remove(pool);
  }

  /** Whether a connection that goes idle is wanted elsewhere, or is one too many. */
  boolean wantsIdle() {
    return !queue.isEmpty() || held.get() > most;
  }

  /** Takes out the pool that an idle connection's reservation is to go to; null: nobody queues. */
  @Nullable ConnectionPool heir() {
    return queue.poll();
  }

  /**
   * The same for a pool that could use the connection itself.
   *
   * @param holds how many it has: it gives none up while that is no more than its share
   */
  @Nullable ConnectionPool heirOtherThan(ConnectionPool pool, int holds) {
    if (holds <= most / Math.max(1, queue.size())) {
      return null;
    }
    for (ConnectionPool other : queue) {
      if (other != pool && queue.remove(other)) {
        return other;
      }
    }
    return null;
  }

  /** Drops the reservation of a connection that is about to be closed, if there are too many. */
  boolean shed() {
    int now = held.get();
    while (now > most) {
      if (held.compareAndSet(now, now - 1)) {
        return true;
      }
      now = held.get();
    }
    return false;
  }
}
