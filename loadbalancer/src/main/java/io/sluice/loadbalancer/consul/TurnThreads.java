package io.sluice.loadbalancer.consul;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One thread that knows the time, and a bounded number of daemon threads that block. Those come
 * when they are needed and leave after 10 idle seconds.
 */
final class TurnThreads implements Turns {
  private static final int LEAVING_SECONDS = 5;

  private final AtomicInteger threads = new AtomicInteger();
  private final Set<Thread> alive = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor timer;
  private final ThreadPoolExecutor blocking;

  TurnThreads(int most) {
    timer = new ScheduledThreadPoolExecutor(1, task -> thread(task, "consul-timer"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    blocking =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // holds a task for each service at most
            task -> thread(task, "consul-" + threads.incrementAndGet()));
    blocking.allowCoreThreadTimeOut(true);
  }

  private Thread thread(Runnable task, String name) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } finally {
                alive.remove(Thread.currentThread());
              }
            },
            name);
    thread.setDaemon(true);
    alive.add(thread);
    return thread;
  }

  @Override
  public Task after(long nanos, Runnable task) {
    try {
      if (nanos <= 0) {
        blocking.execute(task);
        return () -> {};
      }
      Future<?> due = timer.schedule(() -> hand(task), nanos, TimeUnit.NANOSECONDS);
      return () -> due.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {}; // closed meanwhile
    }
  }

  private void hand(Runnable task) {
    try {
      blocking.execute(task);
    } catch (RejectedExecutionException e) {
      // Closed meanwhile: nobody waits for it any more.
    }
  }

  @Override
  public void close() {
    // A thread that has left this set may need a moment more to end, and one may just begin.
    Set<Thread> all = new HashSet<>(alive);
    timer.shutdownNow();
    // No interrupt: it would break the file that is being written. Tasks that wait find that all is
    // over.
    blocking.shutdown();
    all.addAll(alive);
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(LEAVING_SECONDS);
    try {
      for (Thread thread : all) {
        long left = TimeUnit.NANOSECONDS.toMillis(giveUp - System.nanoTime());
        if (left > 0 && thread != Thread.currentThread()) {
          thread.join(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
