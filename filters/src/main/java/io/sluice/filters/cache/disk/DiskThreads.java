package io.sluice.filters.cache.disk;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that wait for the disk, so that no event loop does. What waits for them is bounded. */
final class DiskThreads {
  private final ThreadPoolExecutor threads;
  private final int most; // that wait or are being done
  private final AtomicInteger places; // that are left

  /** Starts none yet. */
  DiskThreads(String name, int count, int waiting) {
    most = waiting + count;
    places = new AtomicInteger(most);
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new LinkedTransferQueue<>(), // no lock: event loops offer to it
            new DefaultThreadFactory(name, true),
            (task, closed) -> { // the JDK's own looks at the pool, which takes a lock
              throw new RejectedExecutionException();
            });
  }

  /** Starts them, so that no event loop has to. */
  void start() {
    threads.prestartAllCoreThreads();
  }

  /** Has a thread do it; false when too many wait, or when they are closed. Any thread. */
  boolean submit(Runnable task) {
    if (places.decrementAndGet() < 0) {
      places.incrementAndGet();
      return false;
    }
    try {
      threads.execute(
          () -> {
            try {
              task.run();
            } finally {
              places.incrementAndGet();
            }
          });
      return true;
    } catch (RejectedExecutionException closed) {
      places.incrementAndGet();
      return false;
    }
  }

  /** How many wait or are being done, about. */
  int waiting() {
    return Math.max(0, most - places.get());
  }

  /** Has what waits done, then this, and ends them. Called once. */
  void close(Runnable last) {
    threads.execute(last);
    threads.shutdown();
  }
}
