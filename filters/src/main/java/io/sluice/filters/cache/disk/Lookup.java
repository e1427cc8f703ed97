package io.sluice.filters.cache.disk;

import io.netty.channel.EventLoop;
import io.sluice.filters.cache.store.SlowTier.Found;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who waits for what is found, and is told once. Any thread. */
final class Lookup {
  private final AtomicReference<@Nullable Consumer<@Nullable Found>> waiting;

  Lookup(Consumer<@Nullable Found> to) {
    waiting = new AtomicReference<>(to);
  }

  boolean isWaiting() {
    return waiting.get() != null;
  }

  /** Tells it; what comes too late is released. */
  void tell(@Nullable Found found) {
    Consumer<@Nullable Found> to = waiting.getAndSet(null);
    if (to != null) {
      to.accept(found);
    } else if (found != null) {
      found.response().release();
    }
  }

  /** Tells that there is nothing if that is not known by then. */
  void until(EventLoop loop, long millis, LongAdder late) {
    try {
      loop.schedule(() -> giveUp(late), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      tell(null);
    }
  }

  private void giveUp(LongAdder late) {
    if (isWaiting()) {
      late.increment();
      tell(null);
    }
  }
}
