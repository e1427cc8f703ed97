package io.sluice.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTest extends LimiterContract {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long NANOS = 1_000_000_000;

  @Override
  protected Limiter limiter() {
    return new SlidingWindow(13, SECOND);
  }

  @Override
  protected long atOnce() {
    return 13;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 100, 1_000, 1_000_003, 60_000_000_000L})
  void neverAdmitsMoreThanTheCountInAnyPeriod(long period) {
    Random random = new Random(51);
    for (int round = 0; round < 50; round++) {
      long count = 1L + random.nextInt(30);
      SlidingWindow window = new SlidingWindow(count, Duration.ofNanos(period));
      long[] state = fresh(window);
      int tries = 600;
      long[] times = new long[tries];
      long[] costs = new long[tries];
      long now = 1 + random.nextLong(Duration.ofDays(1000).toNanos());
      long pause = 1 + 2 * period / count;
      for (int i = 0; i < tries; i++) {
        now += random.nextInt(20) == 0 ? random.nextLong(2 * period + 1) : random.nextLong(pause);
        long cost = 1 + random.nextLong(Math.min(4, count));
        times[i] = now;
        costs[i] = window.acquire(state, cost, now) == 0 ? cost : 0;
      }
      for (int from = 0; from < tries; from++) {
        long sum = 0;
        for (int to = from; to < tries && times[to] - times[from] < period; to++) {
          sum += costs[to];
        }
        assertThat(sum).isLessThanOrEqualTo(count);
      }
    }
  }

  @Test
  void whatPassedAtOnceMakesRoomWithinA3000thOfThePeriod() {
    SlidingWindow window = new SlidingWindow(10, SECOND);
    long[] state = fresh(window);
    long now = 123_456_789;
    assertThat(window.acquire(state, 10, now)).isZero();
    assertThat(window.acquire(state, 1, now)).isBetween(-NANOS - NANOS / 3_000, -NANOS);
    assertThat(window.acquire(state, 1, now + NANOS - 1)).isNegative();
    assertThat(window.acquire(state, 10, now + NANOS + NANOS / 3_000)).isZero();
  }

  @Test
  void whatPassedEvenlyMakesRoomAtMostA15thOfThePeriodLate() {
    SlidingWindow window = new SlidingWindow(1_000, SECOND);
    long[] state = fresh(window);
    long each = NANOS / 1_000;
    long begin = 77 * NANOS + 5;
    long[] admitted = new long[20_000];
    int count = 0;
    for (long now = begin; now < begin + 10 * NANOS; now += each / 2) {
      if (window.acquire(state, 1, now) == 0) {
        admitted[count++] = now;
      }
    }
    assertThat(count).isBetween(9_400, 10_000);
    for (int i = 1_000; i < count; i++) {
      assertThat(admitted[i] - admitted[i - 1_000])
          .isBetween(NANOS, NANOS + NANOS / 15 + NANOS / 3_000 + each);
    }
  }

  @Test
  void theSmallerOfTwoPassesEarlier() {
    SlidingWindow window = new SlidingWindow(10, SECOND);
    long[] state = fresh(window);
    window.acquire(state, 4, NANOS);
    window.acquire(state, 6, NANOS + NANOS / 2);
    long now = NANOS + 600_000_000;
    assertThat(window.acquire(state, 4, now)).isBetween(-401_000_000L, -400_000_000L);
    assertThat(window.acquire(state, 5, now)).isBetween(-901_000_000L, -900_000_000L);
    assertThat(window.resetNanos(state, now)).isBetween(900_000_000L, 901_000_000L);
  }

  @Test
  void aChangedCountGoesOnWithWhatHasPassed() {
    long[] state = new long[16];
    new SlidingWindow(100, SECOND).acquire(state, 50, NANOS);
    assertThat(new SlidingWindow(60, SECOND).remaining(state, NANOS)).isEqualTo(10);
    assertThat(new SlidingWindow(20, SECOND).remaining(state, NANOS)).isZero();
    assertThat(new SlidingWindow(20, SECOND).acquire(state, 1, NANOS + 1)).isNegative();
  }

  @Test
  void aChangedPeriodBeginsAfresh() {
    Random random = new Random(52);
    for (int round = 0; round < 1_000; round++) {
      long[] state = new long[16];
      long now = Duration.ofMinutes(10).toNanos() + random.nextLong(Duration.ofDays(99).toNanos());
      new SlidingWindow(100, SECOND).acquire(state, 100, now);
      Duration other = Duration.ofMillis(2_000 + random.nextInt(10_000_000));
      SlidingWindow window = new SlidingWindow(100, other);
      assertThat(window.remaining(state, now)).isEqualTo(100);
      assertThat(window.acquire(state, 100, now)).isZero();
      assertThat(window.acquire(state, 1, now + 1)).isNegative();
    }
  }

  @Test
  void aKeyThatWasIdleUntilNumbersCameRoundIsHeldBackForAPeriodAtMost() {
    SlidingWindow window = new SlidingWindow(10, Duration.ofNanos(15_000));
    long[] state = fresh(window);
    long round = (1L << 26) * 1_000;
    window.acquire(state, 10, 5_000);
    for (long slots = -20; slots < 20; slots++) {
      assertThat(window.resetNanos(state, 5_000 + round + slots * 1_000)).isBetween(0L, 31_000L);
    }
    assertThat(window.remaining(state, 5_000 + round / 2)).isEqualTo(10);
  }

  @Test
  void namesWhatIsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlidingWindow(0, SECOND))
        .withMessage("count: 0 (expected: 1 to 1000000000)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SlidingWindow(1, Duration.ZERO))
        .withMessage("period: PT0S (expected: 1 ns to 366 days)");
  }
}
