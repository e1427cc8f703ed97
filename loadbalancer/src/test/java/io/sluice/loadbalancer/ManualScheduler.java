package io.sluice.loadbalancer;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Time that stands still until the test moves it; tasks run in the test's own thread. */
public class ManualScheduler implements Scheduler {
  private record Planned(long dueNanos, long order, Runnable task) {}

  private final NavigableSet<Planned> planned =
      new TreeSet<>(Comparator.comparingLong(Planned::dueNanos).thenComparingLong(Planned::order));
  private long orders;
  private long nowNanos;

  public final long nowNanos() {
    return nowNanos;
  }

  @Override
  public final Task after(long nanos, Runnable task) {
    Planned next = new Planned(nowNanos + Math.max(0, nanos), orders++, task);
    planned.add(next);
    return () -> planned.remove(next);
  }

  /** Nanoseconds until the next task is due; -1 when there is none. */
  public final long untilNext() {
    return planned.isEmpty() ? -1 : planned.first().dueNanos - nowNanos;
  }

  /** How many tasks wait. */
  public final int waiting() {
    return planned.size();
  }

  /** Drops all tasks. */
  protected final void clear() {
    planned.clear();
  }

  /** Runs what is due within so much time, in order. */
  public final void pass(long amount, TimeUnit unit) {
    long end = nowNanos + unit.toNanos(amount);
    while (!planned.isEmpty() && planned.first().dueNanos <= end) {
      Planned next = planned.pollFirst();
      nowNanos = Math.max(nowNanos, next.dueNanos);
      next.task.run();
    }
    nowNanos = end;
  }
}
