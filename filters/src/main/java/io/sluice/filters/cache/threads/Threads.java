package io.sluice.filters.cache.threads;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Threads that wait for the disk, or do what takes long, so that no event loop does. What waits for
 * them is bounded.
 */
public final class Threads implements AutoCloseable {
  private final ThreadPoolExecutor threads;
  private final int most; // that wait or are being done
  private final AtomicInteger places; // that are left

  /** Starts none yet. */
  public Threads(String name, int count, int waiting) {
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
  public void start() {
    threads.prestartAllCoreThreads();
  }

  /** Has a thread do it; false when too many wait, or when they are closed. Any thread. */
  public boolean submit(Runnable task) {
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

  /**
   * The same.
   *
   * @return completes there, with what {@code task} has thrown too; null where the other is false
   */
  public <T> @Nullable CompletableFuture<T> call(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    boolean taken =
        submit(
            () -> {
              try {
                result.complete(task.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    return taken ? result : null;
  }

  /** How many wait or are being done, about. */
  public int waiting() {
    return Math.max(0, most - places.get());
  }

  /** Has what waits done, then this, and ends them. Called once. */
  public void close(Runnable last) {
    threads.execute(last);
    threads.shutdown();
  }

  /** Has what waits done, and ends them. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
