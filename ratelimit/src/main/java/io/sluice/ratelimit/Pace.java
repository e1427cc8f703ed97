package io.sluice.ratelimit;

import java.time.Duration;

/** How long one after the other takes at a rate. Times are in 32nds of a nanosecond. */
final class Pace {
  /** A nanosecond is 2 to the power of this many units. */
  static final int FRACTION_BITS = 5;

  /** The longest span that any settings may ask for: 2^61 units, 2.28 years. */
  static final long LONGEST = 1L << 61;

  private static final Duration LONGEST_PERIOD = Duration.ofDays(366);
  private static final long MOST = 1_000_000_000_000L;

  private final long one;

  Pace(long count, Duration period) {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException("count: " + count + " (expected: 1 to " + MOST + ")");
    }
    if (period.isNegative() || period.isZero() || period.compareTo(LONGEST_PERIOD) > 0) {
      throw new IllegalArgumentException("period: " + period + " (expected: 1 ns to 366 days)");
    }
    long units = period.toNanos() << FRACTION_BITS;
    one = units / count + (units % count == 0 ? 0 : 1);
  }

  /** When it is the turn of what has {@code cost} before it, which begins at {@code from}. */
  long after(long from, long cost) {
    return from + cost * one;
  }

  /** The most that lasts {@link #LONGEST}. */
  long most() {
    return LONGEST / one;
  }

  /** The most, up to {@code most}, that has its end by {@code until}. */
  long fitting(long from, long until, long most) {
    if (until <= from) {
      return 0;
    }
    long n = Math.min(most, (until - from) / one);
    while (n > 0 && after(from, n) > until) {
      n--;
    }
    while (n < most && after(from, n + 1) <= until) {
      n++;
    }
    return n;
  }

  /** A time in units, at most {@link #LONGEST}. */
  static long units(Duration time) {
    Duration longest = Duration.ofNanos(LONGEST >> FRACTION_BITS);
    return (time.compareTo(longest) > 0 ? longest : time).toNanos() << FRACTION_BITS;
  }

  /** Nanoseconds, rounded up. */
  static long nanos(long units) {
    return (units + (1 << FRACTION_BITS) - 1) >> FRACTION_BITS;
  }
}
