package io.sluice.ratelimit;

import java.math.BigInteger;
import java.time.Duration;

/**
 * A schedule of places at a rate. Times are in units of a 32nd of a nanosecond, so that 6.8 years
 * of uptime and the longest schedule fit into a long.
 *
 * <p>Even so a place is seldom a whole number of units long: at 3,000,000 a second it is 10,666⅔.
 * Rounded up, the rate would be 0.003 % too low, and much more for rates of bytes. So the fraction
 * must go on from place to place, without a word to keep it in. The trick: places may only begin on
 * a grid, which divides a place into as many equal steps as it has whole units. A step is then one
 * unit long or a little more, so that the whole part of a time tells which point of the grid is
 * meant, and with it the fraction: it is found by a multiplication with the inverse of the step, of
 * which the low 64 bits are the fraction of that many steps. Places add up exactly; only where a
 * schedule begins anew is a time rounded up to the grid, by less than a 16th of a nanosecond.
 */
final class Pace {
  /** A nanosecond is 2 to the power of this many units. */
  static final int FRACTION_BITS = 5;

  /** The longest schedule that settings may ask for: 2^61 units, 2.28 years. */
  static final long LONGEST = 1L << 61;

  private static final Duration LONGEST_PERIOD = Duration.ofDays(366);
  private static final long MOST = 1_000_000_000_000L;

  /**
   * A point of the grid so little before a whole unit counts as that; wider than what doubles err.
   */
  private static final double NUDGE = 1.7e-6;

  // A place is so many whole units and a fraction long, and so many steps.
  private final long whole;
  private final double fraction;
  private final double step;
  private final long inverse;
  private final long nudge;

  Pace(long count, Duration period) {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException("count: " + count + " (expected: 1 to " + MOST + ")");
    }
    if (period.isNegative() || period.isZero() || period.compareTo(LONGEST_PERIOD) > 0) {
      throw new IllegalArgumentException("period: " + period + " (expected: 1 ns to 366 days)");
    }
    long units = period.toNanos() << FRACTION_BITS;
    if (count > units) {
      throw new IllegalArgumentException(
          "count: " + count + " (expected: 1 to " + units + ", 32 a nanosecond)");
    }
    whole = units / count;
    fraction = (double) (units % count) / count;
    step = 1 + fraction / whole;
    inverse =
        BigInteger.valueOf(whole)
            .multiply(BigInteger.valueOf(count))
            .shiftLeft(Long.SIZE)
            .divide(BigInteger.valueOf(units))
            .longValue();
    nudge = (long) (NUDGE / step * 0x1p64);
  }

  /** When so many places end of which the first begins at {@code from}, rounded down. */
  long after(long from, long places) {
    // How many steps it is to the grid: less than one.
    long missing = nudge - from * inverse;
    double rounded = (missing >>> 11) * 0x1p-53 * step - NUDGE;
    return from + places * whole + (long) (rounded + places * fraction + NUDGE);
  }

  /** How many places {@link #LONGEST} has. */
  long most() {
    return (long) (LONGEST / (whole + fraction));
  }

  /** How many places, up to {@code most}, end by {@code until} if they begin at {@code from}. */
  long fitting(long from, long until, long most) {
    if (until < from) {
      return 0;
    }
    long n = (long) Math.min((double) most, (until - from) / (whole + fraction));
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
