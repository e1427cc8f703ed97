package io.sluice.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenBucketTest extends LimiterContract {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long NANOS = 1_000_000_000;

  @Override
  protected Limiter limiter() {
    return new TokenBucket(7, SECOND, 13);
  }

  @Override
  protected long atOnce() {
    return 13;
  }

  @ParameterizedTest(name = "{0} in {1}, burst {2}: {4} more in {3}")
  @CsvSource({
    "10, PT1S, 1, PT10S, 100",
    "7, PT1S, 7, PT3S, 21",
    "3000000, PT1S, 3000000, PT0.5S, 1500000",
    "3000000, PT1S, 10, PT0.5S, 1500000",
    "7, PT0.00001S, 30000, PT0.1S, 70000",
    "1, PT1H, 5, PT6H, 6",
    "1000000007, PT1H, 1000, PT1S, 277777",
    "10000000000, PT1S, 10, PT0.0001S, 1000000",
  })
  void admitsTheBurstThenExactlyTheRate(
      long count, Duration period, long burst, Duration time, long more) {
    TokenBucket bucket = new TokenBucket(count, period, burst);
    long[] state = fresh(bucket);
    long start = Duration.ofDays(1000).toNanos() + 1;
    assertThat(asMuchAsPasses(bucket, state, start)).isEqualTo(burst);
    long now = start;
    long admitted = 0;
    while (true) {
      long wait = -bucket.acquire(state, 1, now);
      if (wait == 0) {
        admitted++;
      } else if (now + wait <= start + time.toNanos()) {
        now += wait;
      } else {
        break;
      }
    }
    assertThat(admitted).isEqualTo(more);
  }

  private static long asMuchAsPasses(TokenBucket bucket, long[] state, long now) {
    long passed = 0;
    while (bucket.acquire(state, 1, now) == 0) {
      passed++;
    }
    return passed;
  }

  @Test
  void holdsTheLargestBurstAtTheSlowestRateThatIsAllowed() {
    TokenBucket bucket = new TokenBucket(1_000_000_000, Duration.ofDays(366), 1_000_000_000);
    long[] state = fresh(bucket);
    long now = Duration.ofDays(4 * 365).toNanos();
    assertThat(bucket.acquire(state, 999_999_999, now)).isZero();
    assertThat(bucket.remaining(state, now)).isEqualTo(1);
    assertThat(bucket.acquire(state, 1, now)).isZero();
    long each = Duration.ofDays(366).toNanos() / 1_000_000_000;
    assertThat(bucket.acquire(state, 1, now)).isBetween(-each - 2, -each);
    assertThat(bucket.remaining(state, now + Duration.ofDays(366).toNanos() / 2))
        .isEqualTo(500_000_000);
    assertThat(bucket.remaining(state, now + Duration.ofDays(366).toNanos()))
        .isEqualTo(1_000_000_000);
  }

  @Test
  void decidesAsExactArithmeticDoes() {
    Random random = new Random(31);
    for (int round = 0; round < 200; round++) {
      long count = 1 + random.nextLong(1L << random.nextInt(1, 31));
      long period = 1 + count / 32 + random.nextLong(1L << random.nextInt(1, 43));
      long burst = 1L + random.nextInt(200);
      TokenBucket bucket = new TokenBucket(count, Duration.ofNanos(period), burst);
      Exact exact = new Exact(count, period, burst);
      long[] state = fresh(bucket);
      long now = 1 + random.nextLong(Duration.ofDays(2000).toNanos());
      for (int i = 0; i < 500; i++) {
        now += random.nextLong(1 + 3 * period / count);
        long cost = 1 + random.nextLong(1 + random.nextLong(burst));
        boolean passes = bucket.acquire(state, cost, now) == 0;
        if (exact.certain(cost, now)) {
          assertThat(passes).isEqualTo(exact.passes(cost, now));
        }
        if (passes) {
          exact.take(cost, now);
        }
      }
    }
  }

  /** The same schedule in times multiplied by the count, which makes places whole. */
  private record ExactTime(BigInteger free) {}

  private static final class Exact {
    private final BigInteger count;
    private final BigInteger period;
    private final BigInteger burst;
    private ExactTime state = new ExactTime(BigInteger.ZERO);

    Exact(long count, long period, long burst) {
      this.count = BigInteger.valueOf(count);
      this.period = BigInteger.valueOf(period);
      this.burst = BigInteger.valueOf(burst);
    }

    private BigInteger over(long cost, long now) {
      BigInteger at = BigInteger.valueOf(now).multiply(count);
      BigInteger end = state.free().max(at).add(period.multiply(BigInteger.valueOf(cost)));
      return end.subtract(at).subtract(period.multiply(burst));
    }

    boolean passes(long cost, long now) {
      return over(cost, now).signum() <= 0;
    }

    /** Whether it is not within the precision promised, an 8th of a nanosecond. */
    boolean certain(long cost, long now) {
      BigInteger over = over(cost, now);
      return over.signum() == 0 || over.abs().multiply(BigInteger.valueOf(8)).compareTo(count) > 0;
    }

    void take(long cost, long now) {
      BigInteger at = BigInteger.valueOf(now).multiply(count);
      state = new ExactTime(state.free().max(at).add(period.multiply(BigInteger.valueOf(cost))));
    }
  }

  @Test
  void neverAdmitsMoreThanBurstAndRateInAnyInterval() {
    Random random = new Random(32);
    for (int round = 0; round < 100; round++) {
      long count = 1L + random.nextInt(1_000);
      long period = 1_000L + random.nextInt(1_000_000);
      long burst = 1L + random.nextInt(50);
      TokenBucket bucket = new TokenBucket(count, Duration.ofNanos(period), burst);
      long[] state = fresh(bucket);
      long[] times = new long[300];
      long[] sums = new long[301];
      long now = 1L + random.nextInt(1_000_000);
      for (int i = 0; i < times.length; i++) {
        now += random.nextLong(1 + 2 * period / count);
        long cost = 1 + random.nextLong(Math.min(5, burst));
        times[i] = now;
        sums[i + 1] = sums[i] + (bucket.acquire(state, cost, now) == 0 ? cost : 0);
      }
      for (int from = 0; from < times.length; from++) {
        for (int to = from; to < times.length; to++) {
          long admitted = sums[to + 1] - sums[from];
          long most = burst + Math.multiplyExact(times[to] - times[from], count) / period;
          assertThat(admitted).isLessThanOrEqualTo(most);
        }
      }
    }
  }

  @Test
  void aRaisedRateIsFeltWithinTenSecondsWhateverWasOwed() {
    TokenBucket slow = new TokenBucket(1, Duration.ofHours(1), 10);
    TokenBucket fast = new TokenBucket(100, SECOND, 200);
    long[] state = fresh(slow);
    long now = NANOS;
    assertThat(slow.acquire(state, 10, now)).isZero();
    assertThat(fast.remaining(state, now)).isZero();
    assertThat(fast.acquire(state, 1, now)).isEqualTo(-NANOS / 100);
    assertThat(fast.acquire(state, 1, now + NANOS / 100)).isZero();
  }

  @Test
  void aLoweredRateLeavesNoMoreThanItsBurst() {
    TokenBucket fast = new TokenBucket(100, SECOND, 200);
    TokenBucket slow = new TokenBucket(1, SECOND, 5);
    long[] state = fresh(fast);
    assertThat(fast.acquire(state, 100, NANOS)).isZero();
    assertThat(slow.remaining(state, NANOS)).isEqualTo(4);
    assertThat(slow.remaining(state, 10 * NANOS)).isEqualTo(5);
  }

  @Test
  void aLoweredBurstHoldsBackUntilItIsEarned() {
    TokenBucket large = new TokenBucket(10, SECOND, 100);
    TokenBucket small = new TokenBucket(10, SECOND, 10);
    long[] state = fresh(large);
    assertThat(large.acquire(state, 50, NANOS)).isZero();
    assertThat(small.remaining(state, NANOS)).isZero();
    assertThat(small.acquire(state, 1, NANOS)).isEqualTo(-(4 * NANOS + NANOS / 10));
    assertThat(small.acquire(state, 1, 5 * NANOS + NANOS / 10)).isZero();
  }

  @Test
  void refusesABurstThatTakesYears() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenBucket(1, Duration.ofHours(1), 1_000_000))
        .withMessage("burst: 1000000 (expected: 1 to 20015)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenBucket(1, SECOND, 0))
        .withMessageStartingWith("burst: 0 (expected: 1 to ");
  }
}
