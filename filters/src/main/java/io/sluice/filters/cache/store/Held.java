package io.sluice.filters.cache.store;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * What stands under a key of {@link MemoryTier}. Who takes it out of there releases it; so does who
 * finds it invalid and cannot take it out at once: it counts as gone from then on.
 */
abstract sealed class Held permits StoredResponse, Variants {
  private static final AtomicIntegerFieldUpdater<Held> RELEASED =
      AtomicIntegerFieldUpdater.newUpdater(Held.class, "released");

  private volatile int released; // 0, then 1; set by any thread

  Held() {}

  /** Bytes that it takes, roughly. */
  abstract long weight();

  /** Gives back what it holds; called once. */
  abstract void free();

  /** Gives back what it holds; again, it does nothing. Any thread. */
  public final void release() {
    if (RELEASED.compareAndSet(this, 0, 1)) {
      free();
    }
  }

  final boolean isReleased() {
    return released != 0;
  }
}
