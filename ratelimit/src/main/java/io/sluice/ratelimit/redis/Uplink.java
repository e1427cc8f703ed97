package io.sluice.ratelimit.redis;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One connection to a Redis that is kept up: when it is lost it is closed, and one attempt after
 * another is made until a new one is there. All of that happens on one thread.
 *
 * @param <C> what is known of a connection
 */
public final class Uplink<C> implements AutoCloseable {
  private static final long FIRST_DELAY_MILLIS = 100;
  private static final long LAST_DELAY_MILLIS = 1_000;

  /** How connections are made and ended. Its thread; it must not wait. */
  public interface Way<C> {

    /**
     * Makes a connection and has the server answer something over it, or fails, in bounded time.
     */
    CompletionStage<C> open();

    /** It is the one that counts now. */
    default void opened(C connection) {}

    /** Ends one, with all that is not answered. */
    void close(C connection);
  }

  private record Start<C>(ScheduledExecutorService thread, Way<C> way) {}

  private final String name;
  private final Logger log;

  private volatile @Nullable Start<C> start; // null before there is one

  /** Written by its thread. */
  private volatile boolean up;

  // its thread only
  private @Nullable C current;
  private boolean closed;
  private boolean reported;
  private long delayMillis = FIRST_DELAY_MILLIS;

  /**
   * Down until it is started.
   *
   * @param name of the server for the log: its host and port, without the password
   */
  public Uplink(String name, Logger log) {
    this.name = name;
    this.log = log;
  }

  /** Begins to connect; to be called once. The thread is not shut down. */
  public void start(ScheduledExecutorService thread, Way<C> way) {
    Start<C> to = new Start<>(thread, way);
    start = to;
    execute(() -> connect(to));
  }

  /** Ends the connection. Does not wait. */
  @Override
  public void close() {
    execute(
        () -> {
          closed = true;
          leave();
        });
  }

  /** Whether there is a connection. Any thread. */
  public boolean up() {
    return up;
  }

  /** Runs it on its thread; false when that has ended, or not begun. Any thread. */
  public boolean execute(Runnable task) {
    Start<C> to = start;
    if (to == null) {
      return false;
    }
    try {
      to.thread.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** The connection, or null. Its thread only. */
  public @Nullable C current() {
    return current;
  }

  private void connect(Start<C> to) {
    if (closed) {
      return;
    }
    CompletionStage<C> opening;
    try {
      opening = to.way.open();
    } catch (RuntimeException e) {
      down(to, reason(e));
      return;
    }
    opening.whenComplete((made, failure) -> execute(() -> opened(to, made, failure)));
  }

  private void opened(Start<C> to, @Nullable C made, @Nullable Throwable failure) {
    if (made == null) {
      down(to, reason(failure));
    } else if (closed) {
      to.way.close(made);
    } else {
      current = made;
      delayMillis = FIRST_DELAY_MILLIS;
      if (reported) {
        reported = false;
        log.info("Redis at {} answers again", name);
      }
      up = true;
      to.way.opened(made);
    }
  }

  /** A connection has failed; of one that was left already it is nothing new. Its thread only. */
  public void lost(C failed, String reason) {
    Start<C> to = start;
    if (to != null && failed.equals(current)) {
      leave();
      down(to, reason);
    }
  }

  private void leave() {
    up = false;
    C left = current;
    current = null;
    Start<C> to = start;
    if (left != null && to != null) {
      to.way.close(left);
    }
  }

  private void down(Start<C> to, String reason) {
    if (closed) {
      return;
    }
    if (!reported) {
      reported = true;
      log.warn("Redis at {} has failed, and is tried until it answers: {}", name, reason);
    }
    to.thread.schedule(() -> connect(to), delayMillis, TimeUnit.MILLISECONDS);
    delayMillis = Math.min(delayMillis * 2, LAST_DELAY_MILLIS);
  }

  /** Why it failed, in the words of whoever knows best. */
  public static String reason(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause == null || cause instanceof CompletionException) {
      return "it failed";
    }
    String message = cause.getMessage();
    return message != null ? message : cause.getClass().getSimpleName();
  }
}
