package io.sluice.loadbalancer.consul;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class QueryRulesTest {
  private long now = Long.MAX_VALUE - SECONDS.toNanos(5); // soon wraps, as nanoTime may
  private final QueryRules rules = new QueryRules(new Random(1), now);

  private long admit(long from, long after) {
    long pause = rules.pause(from, after);
    rules.asked(from + pause);
    return pause;
  }

  @Test
  void asksFirstWithoutWaiting() {
    assertThat(rules.index()).isZero();
  }

  @Test
  void waitsForWhatIsNewerThanTheLastAnswer() {
    assertThat(rules.answered(7)).isFalse();
    assertThat(rules.index()).isEqualTo(7);
    assertThat(rules.answered(7)).isFalse();
    assertThat(rules.index()).isEqualTo(7);
    assertThat(rules.answered(9)).isFalse();
    assertThat(rules.index()).isEqualTo(9);
  }

  @Test
  void beginsAnewWhenTheIndexGoesBackwards() {
    rules.answered(900);
    assertThat(rules.answered(12)).isTrue();
    assertThat(rules.index()).isZero();
    assertThat(rules.answered(12)).isFalse();
    assertThat(rules.index()).isEqualTo(12);
  }

  @Test
  void neverAsksWithZeroAfterAnAnswer() {
    rules.answered(0);
    assertThat(rules.index()).isEqualTo(1);
  }

  @Test
  void doesNotWaitWithAnOldIndexAfterAFailure() {
    rules.answered(900);
    rules.failed();
    assertThat(rules.index()).isZero();
    assertThat(rules.answered(12)).as("the restart is still seen").isTrue();
  }

  @Test
  void backsOffTwiceAsLongEachTimeUpToTenSeconds() {
    long longest = MILLISECONDS.toNanos(500);
    for (int i = 0; i < 20; i++) {
      assertThat(rules.failed()).isBetween(longest / 2, longest);
      longest = Math.min(longest * 2, SECONDS.toNanos(10));
    }
    assertThat(rules.failures()).isEqualTo(20);
    rules.answered(1);
    assertThat(rules.failures()).isZero();
    assertThat(rules.failed()).isBetween(MILLISECONDS.toNanos(250), MILLISECONDS.toNanos(500));
  }

  @Test
  void backsOffDifferentlyEachTime() {
    long first = 0;
    int same = 0;
    for (int i = 0; i < 100; i++) {
      long pause = new QueryRules(new Random(i), now).failed();
      same += pause == first ? 1 : 0;
      first = pause;
    }
    assertThat(same).isZero();
  }

  @Test
  void letsABurstThroughAndThenPaces() {
    for (int i = 0; i < QueryRules.BURST; i++) {
      assertThat(admit(now, 0)).isZero();
    }
    for (int i = 0; i < 10; i++) {
      long pause = admit(now, 0);
      assertThat(pause).isEqualTo(QueryRules.PACE_NANOS);
      now += pause;
    }
    now += SECONDS.toNanos(60);
    for (int i = 0; i < QueryRules.BURST; i++) {
      assertThat(admit(now, 0)).isZero();
    }
    assertThat(rules.pause(now, 0)).isPositive();
  }

  /** Whatever Consul answers, however fast. */
  @Test
  void neverAsksMoreOftenThanTheBurstAndThePaceAllow() {
    Random random = new Random(7);
    long began = now;
    for (int asked = 1; asked <= 5_000; asked++) {
      now += admit(now, random.nextInt(4) == 0 ? rules.failed() : 0);
      now += random.nextInt(3) == 0 ? random.nextLong(SECONDS.toNanos(2)) : 0;
      rules.answered(random.nextLong(100));
      long allowed = QueryRules.BURST + (now - began) / QueryRules.PACE_NANOS;
      assertThat((long) asked).isLessThanOrEqualTo(allowed);
    }
  }

  @Test
  void waitsForAboutFiveMinutesNeverTheSame() {
    assertThat(rules.waitMillis()).isBetween(270_000L, 300_000L).isNotEqualTo(rules.waitMillis());
  }
}
