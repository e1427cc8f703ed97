package io.sluice.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link TokenBucket} beside the bucket of bucket4j, which counts tokens and computes refills. */
class Bucket4jAgreementTest {
  private final SetTime time = new SetTime();

  private static final class SetTime implements TimeMeter {
    private long now = 1;

    @Override
    public long currentTimeNanos() {
      return now;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  @Test
  void bothDecideAlikeAndSeeAsMuchRemaining() {
    Random random = new Random(61);
    for (int round = 0; round < 300; round++) {
      long count = 1L + random.nextInt(1 << random.nextInt(1, 20));
      // Places are whole nanoseconds: at a fraction's edge bucket4j rounds down, and comes later.
      long period = count * (1L + random.nextInt(10_000_000));
      long burst = 1L + random.nextInt(500);
      time.now = 1 + random.nextLong(Duration.ofDays(1000).toNanos());
      Bucket theirs =
          Bucket.builder()
              .addLimit(l -> l.capacity(burst).refillGreedy(count, Duration.ofNanos(period)))
              .withCustomTimePrecision(time)
              .build();
      TokenBucket ours = new TokenBucket(count, Duration.ofNanos(period), burst);
      long[] state = new long[1];
      for (int i = 0; i < 1_000; i++) {
        time.now += random.nextLong(1 + random.nextLong(1 + 6 * period / count));
        long cost = 1 + random.nextLong(1 + random.nextLong(burst));
        assertThat(ours.remaining(state, time.now)).isEqualTo(theirs.getAvailableTokens());
        assertThat(ours.acquire(state, cost, time.now) == 0).isEqualTo(theirs.tryConsume(cost));
      }
    }
  }
}
