package io.sluice.loadbalancer.consul;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Time that stands still until the test moves it; tasks run in the test's own thread. */
final class ManualTurns implements Turns {
  private record Planned(long dueNanos, long order, Runnable task) {}

  private final NavigableSet<Planned> planned =
      new TreeSet<>(Comparator.comparingLong(Planned::dueNanos).thenComparingLong(Planned::order));
  private long orders;
  private long nowNanos;
  boolean closed;

  long nowNanos() {
    return nowNanos;
  }

  @Override
  public Task after(long nanos, Runnable task) {
    Planned turn = new Planned(nowNanos + Math.max(0, nanos), orders++, task);
    planned.add(turn);
    return () -> planned.remove(turn);
  }

  /** Nanoseconds until the next task is due; -1 when there is none. */
  long untilNext() {
    return planned.isEmpty() ? -1 : planned.first().dueNanos - nowNanos;
  }

  /** Runs what is due within so much time, in order. */
  void pass(long amount, TimeUnit unit) {
    long end = nowNanos + unit.toNanos(amount);
    while (!planned.isEmpty() && planned.first().dueNanos <= end) {
      Planned next = planned.pollFirst();
      nowNanos = Math.max(nowNanos, next.dueNanos);
      next.task.run();
    }
    nowNanos = end;
  }

  @Override
  public void close() {
    closed = true;
    planned.clear();
  }
}
