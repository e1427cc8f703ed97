package io.sluice.ratelimit;

import java.time.Duration;

/**
 * A queue that is let out at a steady pace (the leaky bucket as a queue): what comes too early is
 * told how long to wait, so that peaks leave as an even stream. There is no queue to be seen: each
 * has its place on a schedule, {@link Arrivals}, and its caller waits.
 *
 * <p>Up to {@code burst} may be waiting, none longer than {@code maxDelay}; beyond that it is
 * refused. A cost of n takes n places, all of which must be within these bounds, and passes with
 * the first; the n - 1 others are the pause that follows. So never more than {@code cost + rate *
 * t} passes in any time t. {@link #limit} is {@code burst} and the one that need not wait, or less
 * if {@code maxDelay} is shorter.
 *
 * <p>Given up: a place once taken is not given back, should the caller not want to wait any more.
 */
public final class LeakyBucket implements Limiter {
  private final Arrivals arrivals;

  /**
   * @param count how many pass in {@code period}, 1 to 10^12
   * @param period 1 ns to 366 days
   * @param burst how many may wait, at least 0; at the rate that is 2.28 years at most
   * @param maxDelay the longest wait, at least 0; what is beyond 2.28 years counts as that
   * @throws IllegalArgumentException naming what is out of range
   */
  public LeakyBucket(long count, Duration period, long burst, Duration maxDelay) {
    Pace pace = new Pace(count, period);
    if (burst < 0 || burst >= pace.most()) {
      throw new IllegalArgumentException(
          "burst: " + burst + " (expected: 0 to " + (pace.most() - 1) + ")");
    }
    if (maxDelay.isNegative()) {
      throw new IllegalArgumentException("maxDelay: " + maxDelay + " (expected: at least 0)");
    }
    arrivals = new Arrivals(pace, burst, Pace.units(maxDelay));
  }

  @Override
  public int words() {
    return 1;
  }

  @Override
  public long acquire(long[] state, long cost, long now) {
    return arrivals.take(state, cost, now);
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
