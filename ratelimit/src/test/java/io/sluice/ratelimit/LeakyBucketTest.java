package io.sluice.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeakyBucketTest extends LimiterContract {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long NANOS = 1_000_000_000;
  private static final Duration LONG = Duration.ofDays(10_000);

  @Override
  protected Limiter limiter() {
    return new LeakyBucket(7, SECOND, 12, LONG);
  }

  @Override
  protected long atOnce() {
    return 13;
  }

  @Test
  void letsAPeakOutAtAnEvenPace() {
    LeakyBucket bucket = new LeakyBucket(10, SECOND, 3, LONG);
    long[] state = fresh(bucket);
    long now = 5 * NANOS;
    assertThat(bucket.acquire(state, 1, now)).isZero();
    assertThat(bucket.acquire(state, 1, now)).isEqualTo(NANOS / 10);
    assertThat(bucket.acquire(state, 1, now)).isEqualTo(2 * NANOS / 10);
    assertThat(bucket.acquire(state, 1, now)).isEqualTo(3 * NANOS / 10);
    assertThat(bucket.acquire(state, 1, now)).isEqualTo(-NANOS / 10);
    assertThat(bucket.acquire(state, 1, now + NANOS / 10)).isEqualTo(3 * NANOS / 10);
  }

  @Test
  void refusesWhatWouldWaitTooLong() {
    LeakyBucket bucket = new LeakyBucket(10, SECOND, 100, Duration.ofMillis(250));
    long[] state = fresh(bucket);
    assertThat(bucket.limit(state)).isEqualTo(3);
    assertThat(bucket.acquire(state, 3, NANOS)).isZero();
    assertThat(bucket.acquire(state, 1, NANOS)).isEqualTo(-50_000_000);
    assertThat(bucket.acquire(state, 1, NANOS + 50_000_000)).isEqualTo(250_000_000);
  }

  @Test
  void aCostIsFollowedByAPauseOfItsLength() {
    LeakyBucket bucket = new LeakyBucket(1_000, SECOND, 1_000, LONG);
    long[] state = fresh(bucket);
    assertThat(bucket.acquire(state, 500, NANOS)).isZero();
    assertThat(bucket.acquire(state, 1, NANOS)).isEqualTo(NANOS / 2);
  }

  @Test
  void withoutRoomToWaitItSpacesWhatPasses() {
    LeakyBucket bucket = new LeakyBucket(10, SECOND, 0, LONG);
    long[] state = fresh(bucket);
    assertThat(bucket.acquire(state, 1, NANOS)).isZero();
    assertThat(bucket.acquire(state, 1, NANOS + 1)).isEqualTo(-(NANOS / 10 - 1));
    assertThat(bucket.acquire(state, 1, NANOS + NANOS / 10)).isZero();
  }

  @Test
  void whatLeavesIsNeverCloserThanTheRate() {
    Random random = new Random(41);
    for (int round = 0; round < 200; round++) {
      long count = 1L + random.nextInt(1_000);
      long period = 1_000L + random.nextInt(1_000_000);
      LeakyBucket bucket =
          new LeakyBucket(count, Duration.ofNanos(period), random.nextInt(20), LONG);
      long[] state = fresh(bucket);
      long now = 1L + random.nextInt(1_000_000);
      long last = Long.MIN_VALUE / 2;
      for (int i = 0; i < 500; i++) {
        now += random.nextLong(1 + 2 * period / count);
        long answer = bucket.acquire(state, 1, now);
        if (answer >= 0) {
          assertThat(now + answer - last).isGreaterThanOrEqualTo(period / count);
          last = now + answer;
        }
      }
    }
  }

  @Test
  void namesWhatIsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LeakyBucket(1, SECOND, -1, LONG))
        .withMessageStartingWith("burst: -1 (expected: 0 to ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LeakyBucket(1, SECOND, 1, Duration.ofNanos(-1)))
        .withMessage("maxDelay: PT-0.000000001S (expected: at least 0)");
  }
}
