package io.sluice.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {
  private static final long TICK = TimerWheel.TICK_NANOS;

  private final ManualTicker ticker = new ManualTicker(123_456_789);
  private final TimerWheel wheel = new TimerWheel(ticker);
  private final List<String> expired = new ArrayList<>();

  private final class Named extends Timeout {
    private final String name;
    private final Runnable action;
    long started;
    long delay;

    Named(String name) {
      this(name, () -> {});
    }

    Named(String name, Runnable action) {
      this.name = name;
      this.action = action;
    }

    Named start(long delayNanos) {
      started = ticker.nanos();
      delay = delayNanos;
      wheel.start(this, delayNanos);
      return this;
    }

    @Override
    protected void expired() {
      expired.add(name);
      action.run();
    }
  }

  /** Lets the time pass as a worker sees it: tick by tick. */
  private void pass(long nanos) {
    for (long left = nanos; left > 0; left -= TICK) {
      ticker.advance(Duration.ofNanos(Math.min(left, TICK)));
      wheel.advance();
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        9_999_999,
        10_000_000,
        10_000_001,
        500_000_000,
        10_240_000_000L,
        60_000_000_000L
      })
  void expiresNeverEarlyAndAtMostTwoTicksLate(long delay) {
    Named timeout = new Named("a").start(delay);
    long whole = delay / TICK * TICK;
    pass(whole);
    if (whole < delay) {
      assertThat(expired).isEmpty();
    }
    pass(delay - whole + 2 * TICK);
    assertThat(expired).containsExactly("a");
    assertThat(timeout.isActive()).isFalse();
    pass(20_480_000_000L);
    assertThat(expired).as("once").hasSize(1);
  }

  @Test
  void aCancelledTimeoutNeverExpires() {
    Named timeout = new Named("a").start(TICK);
    assertThat(timeout.isActive()).isTrue();
    timeout.cancel();
    assertThat(timeout.isActive()).isFalse();
    timeout.cancel();
    pass(100 * TICK);
    assertThat(expired).isEmpty();
  }

  @Test
  void startingAnewMovesTheDeadline() {
    Named timeout = new Named("a").start(5 * TICK);
    pass(4 * TICK);
    timeout.start(5 * TICK);
    pass(4 * TICK);
    assertThat(expired).isEmpty();
    pass(3 * TICK);
    assertThat(expired).containsExactly("a");
    timeout.start(0);
    pass(2 * TICK);
    assertThat(expired).hasSize(2);
  }

  @Test
  void aNegativeDelayIsNone() {
    new Named("a").start(-5 * TICK);
    pass(2 * TICK);
    assertThat(expired).containsExactly("a");
  }

  @Test
  void afterALongStallEverythingDueExpiresAtOnce() {
    new Named("a").start(TICK);
    new Named("b").start(3_000 * TICK); // slot of a later turn
    new Named("c").start(100_000 * TICK);
    ticker.advance(Duration.ofNanos(50_000 * TICK));
    wheel.advance();
    assertThat(expired).containsExactlyInAnyOrder("a", "b");
    pass(50_002 * TICK);
    assertThat(expired).contains("c");
  }

  @Test
  void callbacksStartAndCancelWhatTheyLike() {
    Named victim = new Named("victim");
    Named other = new Named("other");
    Named[] again = new Named[1];
    again[0] =
        new Named(
            "again",
            () -> {
              victim.cancel();
              other.start(0);
              if (expired.size() < 3) {
                again[0].start(0);
              }
            });
    again[0].start(TICK);
    victim.start(TICK); // of the same slot, behind
    pass(20 * TICK);
    assertThat(expired).doesNotContain("victim").contains("other").contains("again");
    assertThat(again[0].isActive()).isFalse();
  }

  @Test
  void oneThatThrowsDoesNotTakeTheOthersAlong() {
    new Named(
            "bad",
            () -> {
              throw new IllegalStateException("bad");
            })
        .start(TICK);
    new Named("a").start(TICK);
    new Named("b").start(2 * TICK);
    ticker.advance(Duration.ofNanos(5 * TICK));
    wheel.advance();
    assertThat(expired).containsExactlyInAnyOrder("bad", "a", "b");
  }

  /** Thousands of timeouts started, moved and cancelled at random, against a list of deadlines. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void keepsItsPromiseWhateverIsStartedAndCancelled(long seed) {
    Random random = new Random(seed);
    List<Named> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Named[] self = new Named[1];
      self[0] =
          new Named(
              "t" + i,
              () -> {
                long age = ticker.nanos() - self[0].started;
                assertThat(age).isBetween(self[0].delay, self[0].delay + 2 * TICK);
              });
      all.add(self[0]);
    }
    for (int step = 0; step < 5_000; step++) {
      Named timeout = all.get(random.nextInt(all.size()));
      switch (random.nextInt(3)) {
        case 0 -> timeout.cancel();
        case 1 -> timeout.start(random.nextInt(2_000) * TICK / 7);
        default -> timeout.start((long) (random.nextDouble() * random.nextInt(30_000) * TICK));
      }
      if (random.nextInt(4) == 0) {
        pass(random.nextInt(3) * TICK + random.nextInt((int) TICK));
      }
    }
    pass(40_000 * TICK);
    assertThat(all).noneMatch(Timeout::isActive);
    assertThat(expired.size()).isGreaterThan(500);
  }
}
