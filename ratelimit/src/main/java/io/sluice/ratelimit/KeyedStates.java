package io.sluice.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The states of many keys, bounded in number. It outlives configs; all threads may call, none ever
 * waits.
 *
 * <p>Keys come from clients, who may send as many as they like. Which to forget, when there are too
 * many, is therefore decided by how often they were seen (Caffeine's W-TinyLFU: G. Einziger, R.
 * Friedman, B. Manes, "TinyLFU", 2017), not by age alone: a flood of keys that come once pushes out
 * its own, while a key in use keeps its state.
 *
 * <p>While {@link Housekeeping} has no room, new keys share a few states, by their hash: a flood of
 * them then passes what those few limits allow, not a limit for each.
 *
 * <p>Given up: a key that is forgotten begins afresh. {@code idle} must be longer than any {@link
 * Limiter#resetNanos}, else waiting for so long is worth a full burst; for concurrency, longer than
 * what runs.
 */
public final class KeyedStates {
  private static final int SPILL_BITS = 8;
  private static final int SPILL = 1 << SPILL_BITS;

  private final Cache<String, long[]> states;
  private final LongSupplier clockNanos;
  private final long origin;
  private final Housekeeping housekeeping;

  /** Of keys for which there is no room for the moment; each place is set by any thread. */
  private final AtomicReferenceArray<long @Nullable []> spill = new AtomicReferenceArray<>(SPILL);

  /**
   * @param maxKeys the most that are kept, at least 1; for moments some more are
   * @param idle after how long without use a key is forgotten, at least 1 ns
   * @param clockNanos as {@link System#nanoTime}
   */
  public KeyedStates(long maxKeys, Duration idle, LongSupplier clockNanos) {
    this(maxKeys, idle, clockNanos, new Housekeeping());
  }

  /** The same with another place for housekeeping. */
  KeyedStates(long maxKeys, Duration idle, LongSupplier clockNanos, Housekeeping housekeeping) {
    if (maxKeys < 1) {
      throw new IllegalArgumentException("maxKeys: " + maxKeys + " (expected: at least 1)");
    }
    this.clockNanos = clockNanos;
    this.housekeeping = housekeeping;
    origin = clockNanos.getAsLong() - 1;
    states =
        Caffeine.newBuilder()
            .maximumSize(maxKeys)
            .expireAfterAccess(idle)
            .ticker(this::now)
            .executor(housekeeping)
            .build();
  }

  /**
   * Changes what it was made with; keys beyond the new bounds are forgotten. It may wait for
   * housekeeping: not for an event loop.
   */
  public void bound(long maxKeys, Duration idle) {
    states.policy().eviction().ifPresent(bound -> bound.setMaximum(maxKeys));
    states.policy().expireAfterAccess().ifPresent(bound -> bound.setExpiresAfter(idle));
  }

  /** Nanoseconds since shortly before this was made, at least 1. */
  public long now() {
    return clockNanos.getAsLong() - origin;
  }

  /**
   * The state of a key; fresh if it has none, or one of another length. What is acquired on it must
   * be released on it, not on what this returns by then.
   *
   * @param words how many longs, as {@link Limiter#words()}
   */
  public long[] of(String key, int words) {
    long[] state = states.getIfPresent(key);
    return state != null && state.length == words ? state : add(key, state, words, true);
  }

  /**
   * The same for who bounds the number of keys itself: a key for which there is no room for the
   * moment gets a state that is not remembered, instead of one that it shares with others.
   */
  public long[] ownOf(String key, int words) {
    long[] state = states.getIfPresent(key);
    return state != null && state.length == words ? state : add(key, state, words, false);
  }

  /** About how many keys have a state. */
  public long size() {
    return states.estimatedSize();
  }

  private long[] add(String key, long @Nullable [] other, int words, boolean mayShare) {
    if (!housekeeping.hasRoom()) {
      return mayShare ? spilled(key, words) : new long[words];
    }
    long[] fresh = new long[words];
    if (other != null) {
      return states.asMap().replace(key, other, fresh) ? fresh : add(key, null, words, mayShare);
    }
    long[] present = states.asMap().putIfAbsent(key, fresh);
    if (present == null) {
      return fresh;
    }
    return present.length == words ? present : add(key, present, words, mayShare);
  }

  /** Whether the key has a state of its own now. */
  boolean keeps(String key) {
    return states.asMap().containsKey(key);
  }

  private long[] spilled(String key, int words) {
    int place = (key.hashCode() * 0x9e3779b9) >>> (32 - SPILL_BITS);
    long[] state = spill.get(place);
    if (state == null || state.length != words) {
      state = new long[words];
      spill.set(place, state);
    }
    return state;
  }
}
