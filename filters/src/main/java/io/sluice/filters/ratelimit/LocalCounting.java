package io.sluice.filters.ratelimit;

import io.sluice.ratelimit.Limiter;

/** Asks a policy's own limiter. */
final class LocalCounting {
  private LocalCounting() {}

  /**
   * As {@link Limiter#acquire}, but no place is taken by what would have to wait longer than it may
   * take.
   *
   * @param remainingNanos of the exchange's time
   */
  static long acquire(Policy policy, Rule rule, long[] state, long now, long remainingNanos) {
    Limiter limiter = rule.limiter();
    if (rule.paces() && remainingNanos != Long.MAX_VALUE) {
      long wait = limiter.resetNanos(state, now);
      if (wait > remainingNanos) {
        return remainingNanos - wait;
      }
    }
    return limiter.acquire(state, policy.cost(), now);
  }
}
