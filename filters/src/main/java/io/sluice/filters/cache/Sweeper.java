package io.sluice.filters.cache;

import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.MemoryTier;
import io.sluice.filters.cache.store.PurgeLog;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.filters.cache.threads.Threads;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is out of date out of memory, where that means to look at everything: on a thread of
 * its own. What is called for while it runs is done by the next run, once for all. Any thread may
 * call.
 */
final class Sweeper {
  /** Where more are waited for, everything goes. */
  private static final int MOST_ADDRESSES = 10_000;

  private static final long MOST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final MemoryTier memory;
  private final PurgeLog log;
  private final LongSupplier clock;
  private final Threads thread = new Threads("sluice-cache", 1, 1); // one run and the next
  private final AtomicReference<@Nullable CompletableFuture<Long>> next = new AtomicReference<>();
  private final AtomicBoolean all = new AtomicBoolean();
  private final Set<String> addresses = ConcurrentHashMap.newKeySet();

  Sweeper(MemoryTier memory, PurgeLog log, LongSupplier clock) {
    this.memory = memory;
    this.log = log;
    this.clock = clock;
  }

  /** Before event loops call. */
  void start() {
    thread.start();
  }

  /** Takes out what the log says; completes with how many responses were found. */
  CompletionStage<Long> sweep() {
    while (true) {
      CompletableFuture<Long> waiting = next.get();
      if (waiting != null) {
        return waiting;
      }
      CompletableFuture<Long> mine = new CompletableFuture<>();
      if (next.compareAndSet(null, mine)) {
        begin(mine);
        return mine;
      }
    }
  }

  private void begin(CompletableFuture<Long> mine) {
    if (!thread.submit(() -> run(mine))) { // it is closed: nothing is kept any more
      mine.complete(0L);
    }
  }

  /** Takes out all responses for an address, whatever else tells requests for it apart. */
  void sweep(String address) {
    if (addresses.size() < MOST_ADDRESSES) {
      addresses.add(address);
      sweep();
    } else {
      sweepAll();
    }
  }

  /** Takes out everything. */
  void sweepAll() {
    all.set(true);
    sweep();
  }

  private void run(CompletableFuture<Long> mine) {
    next.set(null); // what comes from here on may be too late for this run
    boolean everything = all.getAndSet(false);
    Set<String> gone = Set.copyOf(addresses);
    addresses.removeAll(gone);
    long startedAt = System.nanoTime();
    try {
      mine.complete(
          memory.revise((key, response) -> everything ? null : judged(key, response, gone)));
    } catch (Throwable e) {
      mine.completeExceptionally(e);
    }
    // clients who change much must not keep a core busy
    LockSupport.parkNanos(Math.min(4 * (System.nanoTime() - startedAt), MOST_REST_NANOS));
  }

  private @Nullable StoredResponse judged(CacheKey key, StoredResponse response, Set<String> gone) {
    if (!gone.isEmpty() && gone.contains(key.address())) {
      return null;
    }
    return switch (log.judge(key, response)) {
      case VALID -> response;
      case GONE -> null;
      case STALE -> {
        long now = clock.getAsLong();
        yield response.freshness().left(now) > 0 ? response.ended(now) : response;
      }
    };
  }

  void close() {
    thread.close();
  }
}
