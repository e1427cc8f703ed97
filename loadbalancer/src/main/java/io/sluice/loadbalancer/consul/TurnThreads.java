package io.sluice.loadbalancer.consul;

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

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Turn after(long nanos, Runnable task) {
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
    timer.shutdownNow();
    // No interrupt: it would break the file that is being written. Tasks that wait find that all is
    // over.
    blocking.shutdown();
    boolean interrupted = false;
    try {
      timer.awaitTermination(LEAVING_SECONDS, TimeUnit.SECONDS);
      blocking.awaitTermination(LEAVING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
