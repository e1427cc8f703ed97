package io.sluice.ratelimit;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs what it is given one after another on a thread of its own, with a pause after what it found
 * to do. A cache calls for housekeeping every few reads; to wake a thread for each of these calls
 * costs an event loop more than its reads. Any thread.
 */
final class HousekeepingThread implements Executor {
  private static final long PAUSE_NANOS = 1_000_000;

  private enum State {
    RUNS,
    PAUSES,
    IDLE
  }

  private static final class Shared {
    private static final HousekeepingThread INSTANCE =
        new HousekeepingThread("sluice-housekeeping");
  }

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile State state = State.RUNS;

  HousekeepingThread(String name) {
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** For all of the JVM; it never ends. */
  static HousekeepingThread shared() {
    return Shared.INSTANCE;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (state == State.IDLE) {
      LockSupport.unpark(thread);
    }
  }

  /** Ends the pause, if there is something to do. */
  void hurry() {
    if (state == State.PAUSES && !tasks.isEmpty()) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (true) {
      boolean found = runAll();
      state = found ? State.PAUSES : State.IDLE;
      if (found) {
        LockSupport.parkNanos(this, PAUSE_NANOS);
      } else if (tasks.isEmpty()) { // asked once more: who adds now sees that it is idle
        LockSupport.park(this);
      }
      state = State.RUNS;
    }
  }

  private boolean runAll() {
    boolean found = false;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      found = true;
      try {
        task.run();
      } catch (Throwable e) {
        Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
        handler.uncaughtException(thread, e);
      }
    }
    return found;
  }
}
