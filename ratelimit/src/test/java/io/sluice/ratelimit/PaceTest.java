package io.sluice.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
  /** Six years, in units. */
  private static final long LATE = Duration.ofDays(6 * 365).toNanos() << Pace.FRACTION_BITS;

  @ParameterizedTest(name = "{0} in {1}")
  @CsvSource({
    "1, PT1S",
    "7, PT1S",
    "3, PT0.000000001S",
    "32, PT0.000000001S",
    "3000000, PT1S",
    "999999937, PT1S",
    "10737418240, PT1S",
    "1000000007, PT1H",
    "11, P1D",
    "1, P366D",
    "999999999989, PT2M"
  })
  void placesOneByOneAddUp(long count, Duration period) {
    Pace pace = new Pace(count, period);
    BigInteger units = BigInteger.valueOf(period.toNanos() << Pace.FRACTION_BITS);
    for (long start : new long[] {32, 1_000_000_007, LATE}) {
      long places = Math.min(100_000, (Long.MAX_VALUE - LATE) / 2 / pace.after(0, 1));
      long end = pace.after(start, 0);
      for (long i = 0; i < places; i++) {
        end = pace.after(end, 1);
      }
      long exact =
          units.multiply(BigInteger.valueOf(places)).divide(BigInteger.valueOf(count)).longValue();
      // The start is rounded up to the grid, which is finer than 2 units.
      assertThat(end - start).isBetween(exact, exact + 2);
    }
  }

  @Test
  void placesAddUpHoweverTheyAreTaken() {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      Pace pace =
          new Pace(1 + random.nextInt(5_000_000), Duration.ofNanos(1 + random.nextLong(1L << 42)));
      long start = random.nextLong(LATE);
      long end = start;
      long places = 0;
      for (int i = 0; i < 200; i++) {
        long taken = 1L + random.nextInt(20);
        end = pace.after(end, taken);
        places += taken;
      }
      assertThat(end).isBetween(pace.after(start, places) - 1, pace.after(start, places) + 1);
    }
  }

  @Test
  void placesThatFitAreThoseThatEndInTime() {
    Random random = new Random(12);
    for (int round = 0; round < 10_000; round++) {
      Pace pace =
          new Pace(1 + random.nextInt(1_000), Duration.ofNanos(100 + random.nextLong(1L << 40)));
      long from = random.nextLong(LATE);
      long until = from + random.nextLong(1L << 45);
      long fitting = pace.fitting(from, until, Long.MAX_VALUE);
      assertThat(pace.after(from, fitting)).isLessThanOrEqualTo(Math.max(until, from + 2));
      assertThat(pace.after(from, fitting + 1)).isGreaterThan(until);
      assertThat(pace.fitting(from, until, fitting / 2)).isEqualTo(fitting / 2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | PT1S | count: 0 (expected: 1 to 1000000000000)",
        "1000000000001 | PT1S | count: 1000000000001 (expected: 1 to 1000000000000)",
        "33 | PT0.000000001S | count: 33 (expected: 1 to 32, 32 a nanosecond)",
        "1 | PT0S | period: PT0S (expected: 1 ns to 366 days)",
        "1 | P367D | period: PT8808H (expected: 1 ns to 366 days)"
      })
  void refusesWhatItCannotHold(long count, Duration period, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Pace(count, period))
        .withMessage(message);
  }
}
