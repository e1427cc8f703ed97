package io.sluice.ratelimit.redis;

import java.time.Duration;

/**
 * A limit that all gateways with the same Redis keep together. Any thread may ask; none waits.
 *
 * <p>State in Redis belongs to the limit's name, its algorithm and the key. It has no settings in
 * it, so that a changed limit goes on with what has passed; only a sliding window whose length
 * changes begins anew. It expires by itself once it is as if nothing had passed.
 *
 * <p>A limiter holds no thread and no connection, and need not be closed.
 */
public interface SharedLimiter {
  /** What {@link Answer#decided} tells when the store has not decided: the caller must. */
  long STORE_FAILED = Long.MAX_VALUE;

  /**
   * Asks for {@code cost} at once, all or nothing.
   *
   * @param key whose limit; of any length and content
   * @param cost at least 1
   * @param answer called exactly once: before this returns, on this thread, or later on the store's
   *     thread; never later than the store's timeout and what its thread is late
   */
  void acquire(String key, long cost, Answer answer);

  /** Takes the decision. */
  @FunctionalInterface
  interface Answer {
    /**
     * It must not block, and not throw.
     *
     * @param outcome as {@link io.sluice.ratelimit.Limiter#acquire} returns it, or {@link
     *     #STORE_FAILED}
     * @param remaining how much would pass now; 0 when the store has failed
     * @param resetNanos until all of the limit is free again if nobody comes; 0 when the store has
     *     failed
     */
    void decided(long outcome, long remaining, long resetNanos);
  }

  /**
   * Exact: one question to Redis for each decision.
   *
   * @param name of the limit: its route and policy; a limit of the same name shares its state
   * @param count how much passes in a period; above 0
   * @param burst how much may pass at once; above 0
   */
  static SharedLimiter tokenBucket(
      RedisStore store, String name, long count, Duration period, long burst) {
    return ExactLimiter.tokenBucket(store, name, count, period, burst);
  }

  /**
   * Exact, and pacing: what comes too early is told how long to wait.
   *
   * @param burst how much may wait; 0 or more
   * @param maxDelay the longest wait
   */
  static SharedLimiter leakyBucket(
      RedisStore store, String name, long count, Duration period, long burst, Duration maxDelay) {
    return ExactLimiter.leakyBucket(store, name, count, period, burst, maxDelay);
  }

  /** Exact: never more than {@code count} in any {@code period}, at the price of 1 % of it. */
  static SharedLimiter slidingWindow(RedisStore store, String name, long count, Duration period) {
    return ExactLimiter.slidingWindow(store, name, count, period);
  }

  /**
   * A token bucket of which each gateway takes a share ahead of need, so that most decisions are
   * made here. What is given up: for each gateway, up to 2 % of what passes in a second may pass a
   * second late.
   *
   * @param maxKeys of how many keys shares are held, at most
   */
  static SharedLimiter leasedTokenBucket(
      RedisStore store, String name, long count, Duration period, long burst, long maxKeys) {
    return new LeasedTokenBucket(store, name, count, period, burst, maxKeys, System::nanoTime);
  }
}
