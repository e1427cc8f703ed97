package io.sluice.gateway.event;

import org.jspecify.annotations.Nullable;

/**
 * Something to do when a time has passed. It is its own node in the {@link TimerWheel}'s lists, so
 * that starting and cancelling it allocates nothing. Confined to the wheel's event loop.
 */
public abstract class Timeout {
  @Nullable Timeout previous;
  @Nullable Timeout next;
  long deadline;

  /** Called on the event loop, at most once for each start, never before the time. */
  protected abstract void expired();

  /** Whether it is started and has neither expired nor been cancelled. */
  public final boolean isActive() {
    return next != null;
  }

  /** Forgets it; without effect when it is not active. */
  public final void cancel() {
    Timeout after = next;
    Timeout before = previous;
    if (after != null && before != null) {
      before.next = after;
      after.previous = before;
      next = null;
      previous = null;
    }
  }
}
