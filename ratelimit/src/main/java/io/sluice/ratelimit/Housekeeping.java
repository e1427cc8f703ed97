package io.sluice.ratelimit;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The executor of a Caffeine cache that event loops write to. Caffeine has a writer wait when its
 * queue of changes is full, which takes a housekeeping that is held up while others go on writing.
 * Who asks for room first never waits: where there is none, the change is left out. Any thread.
 */
public final class Housekeeping implements Executor {
  /**
   * How many changes may wait for it to begin, and come while it runs. Caffeine's queue has room
   * for 128 or more: for three times this, and for those that threads make at the same moment.
   */
  private static final int MOST = 32;

  private final Executor threads;
  private final Runnable hurry;
  private final AtomicInteger changes = new AtomicInteger();

  /** On a thread that all of the JVM shares: up to 1 ms later, sooner while changes come. */
  public Housekeeping() {
    this(HousekeepingThread.shared(), HousekeepingThread.shared()::hurry);
  }

  /** Elsewhere; the caller's own thread would be an event loop. */
  Housekeeping(Executor threads) {
    this(threads, () -> {});
  }

  private Housekeeping(Executor threads, Runnable hurry) {
    this.threads = threads;
    this.hurry = hurry;
  }

  /** Takes a place for one change, if one is left. */
  public boolean hasRoom() {
    hurry.run();
    if (changes.get() >= MOST) {
      return false;
    }
    changes.incrementAndGet();
    return true;
  }

  /**
   * What was changed before it begins is dealt with by it. What is changed meanwhile may be, and
   * then nothing calls for housekeeping again: that must not keep changes out.
   */
  @Override
  public void execute(Runnable task) {
    threads.execute(
        () -> {
          changes.set(0);
          try {
            task.run();
          } finally {
            changes.set(0);
          }
        });
  }
}
