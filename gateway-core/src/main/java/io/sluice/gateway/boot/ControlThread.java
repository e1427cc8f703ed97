package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes a gateway: it compiles, publishes and retires, one change after
 * another, whoever asks for it.
 */
final class ControlThread implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlThread.class);

  private final ExecutorService thread = Executors.newSingleThreadExecutor(ControlThread::daemon);

  /**
   * Apart from the thread: workers hand it tasks, and a queue in order of time is behind a lock.
   */
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(1, ControlThread::clock);

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "sluice-control");
    thread.setDaemon(true);
    return thread;
  }

  private static Thread clock(Runnable task) {
    Thread thread = new Thread(task, "sluice-control-clock");
    thread.setDaemon(true);
    return thread;
  }

  /** A change of the gateway. */
  interface Change {
    void make() throws ConfigException, IOException;
  }

  /** What is done for a caller that waits for its result, whatever that throws. */
  interface Task<T> {
    T done() throws Exception;
  }

  /**
   * Makes a change and waits for its end; what it throws, this throws. Not to be called by a
   * change.
   *
   * @throws IllegalStateException when the thread has ended
   */
  void run(Change change) throws ConfigException, IOException {
    try {
      call(
          () -> {
            change.make();
            return "";
          });
    } catch (ConfigException | IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e); // smuggled past the compiler
    }
  }

  /** The same for a task with a result. */
  <T> T call(Task<T> task) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    try {
      thread.execute(() -> complete(done, task));
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the gateway is closed", e);
    }
    try {
      return done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static <T> void complete(CompletableFuture<T> done, Task<T> task) {
    try {
      done.complete(task.done());
    } catch (Throwable e) { // the caller's, whatever it is
      done.completeExceptionally(e);
    }
  }

  ControlThread() {
    clock.setRemoveOnCancelPolicy(true);
  }

  /**
   * Has a task done after a time; dropped when the thread has ended by then. Any thread.
   *
   * @return takes that back
   */
  Runnable after(Duration time, Runnable task) {
    try {
      ScheduledFuture<?> planned =
          clock.schedule(() -> execute(task), time.toNanos(), TimeUnit.NANOSECONDS);
      return () -> planned.cancel(false);
    } catch (RejectedExecutionException e) {
      LOG.debug("the gateway is closed: nothing is left to do", e);
      return () -> {};
    }
  }

  /** Has a task done some time, without waiting; dropped when the thread has ended. Any thread. */
  @Override
  public void execute(Runnable task) {
    try {
      thread.execute(() -> attempt(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("the gateway is closed: nothing is left to do", e);
    }
  }

  /** Runs a task whose failure must not keep what comes after it. */
  static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.error("a task of the control thread failed", e);
    }
  }

  /** Ends the thread when what waits is done; does not wait for that. */
  @Override
  public void close() {
    clock.shutdownNow();
    thread.shutdown();
  }
}
