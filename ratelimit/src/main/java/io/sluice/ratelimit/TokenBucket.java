package io.sluice.ratelimit;

import java.time.Duration;

/**
 * A bucket of {@code burst} tokens, filled at a steady rate; what passes takes a token. A key that
 * was idle may so pass {@code burst} at once, and the rate from then on: never more than {@code
 * burst + rate * t} in any time t.
 *
 * <p>The bucket (J. Turner, "New directions in communications", 1986) is kept as the time at which
 * it will be full: {@link Arrivals}. That makes it one word and one compare-and-set. Given up:
 * nothing but that a bucket cannot be told to hold some number of tokens.
 *
 * <p>Under other settings a key goes on with the time until it is full, cut to what they allow.
 */
public final class TokenBucket implements Limiter {
  private final Arrivals arrivals;

  /**
   * @param count how many pass in {@code period}, 1 to 10^12
   * @param period 1 ns to 366 days
   * @param burst how many may pass at once, at least 1; at the rate that is 2.28 years at most
   * @throws IllegalArgumentException naming what is out of range
   */
  public TokenBucket(long count, Duration period, long burst) {
    Pace pace = new Pace(count, period);
    if (burst < 1 || burst > pace.most()) {
      throw new IllegalArgumentException(
          "burst: " + burst + " (expected: 1 to " + pace.most() + ")");
    }
    arrivals = new Arrivals(pace, burst - 1, Pace.LONGEST);
  }

  @Override
  public int words() {
    return 1;
  }

  @Override
  public long acquire(long[] state, long cost, long now) {
    return Math.min(0, arrivals.take(state, cost, now));
  }

  @Override
  public long limit(long[] state) {
    return arrivals.limit();
  }

  @Override
  public long remaining(long[] state, long now) {
    return arrivals.remaining(state, now);
  }

  @Override
  public long resetNanos(long[] state, long now) {
    return arrivals.resetNanos(state, now);
  }
}
