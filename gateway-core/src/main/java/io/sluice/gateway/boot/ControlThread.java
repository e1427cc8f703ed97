package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes a gateway: it compiles, publishes and retires, one change after
 * another, whoever asks for it.
 */
final class ControlThread implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlThread.class);

  private final ExecutorService thread = Executors.newSingleThreadExecutor(ControlThread::daemon);

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "sluice-control");
    thread.setDaemon(true);
    return thread;
  }

  /** A change of the gateway. */
  interface Change {
    void make() throws ConfigException, IOException;
  }

  /**
   * Makes a change and waits for its end; what it throws, this throws. Not to be called by a
   * change.
   *
   * @throws IllegalStateException when the thread has ended
   */
  void run(Change change) throws ConfigException, IOException {
    CompletableFuture<Void> made = new CompletableFuture<>();
    try {
      thread.execute(() -> complete(made, change));
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the gateway is closed", e);
    }
    try {
      made.join();
    } catch (CompletionException e) {
      rethrow(e.getCause() == null ? e : e.getCause());
    }
  }

  private static void complete(CompletableFuture<Void> made, Change change) {
    try {
      change.make();
      made.complete(null);
    } catch (Throwable e) { // the caller's, whatever it is
      made.completeExceptionally(e);
    }
  }

  private static void rethrow(Throwable failure) throws ConfigException, IOException {
    if (failure instanceof ConfigException config) {
      throw config;
    }
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException(failure); // smuggled past the compiler
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
    thread.shutdown();
  }
}
