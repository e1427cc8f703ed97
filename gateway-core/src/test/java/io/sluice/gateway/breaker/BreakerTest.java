package io.sluice.gateway.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a {@link Breaker} does, by the simulated clock. */
class BreakerTest {
  private final Rig rig = new Rig();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ok 100                                       | CLOSED
          fail 9                                       | CLOSED
          fail 10                                      | OPEN
          ok 6, fail 4                                 | CLOSED
          ok 5, fail 5                                 | OPEN
          ok 60, fail 59                               | CLOSED
          ok 60, fail 60                               | OPEN
          fail 9, ok 1                                 | OPEN
          fail 9, wait 9, fail 1                       | OPEN
          fail 9, wait 10, fail 1                      | CLOSED
          fail 5, wait 5, fail 4, wait 5, fail 5       | CLOSED
          fail 5, wait 5, fail 4, wait 5, fail 6       | OPEN
          second 10                                    | CLOSED
          slow 10                                      | OPEN
          ok 4, slow 3, fail 3                         | CLOSED
          ok 5, slowfail 5                             | OPEN
          fail 10, wait 29                             | OPEN
          fail 10, wait 30                             | HALF_OPEN
          fail 10, wait 30, ok 1                       | HALF_OPEN
          fail 10, wait 30, ok 2, fail 2               | HALF_OPEN
          fail 10, wait 30, ok 3                       | CLOSED
          fail 10, wait 30, ok 2, fail 2, ok 1         | CLOSED
          fail 10, wait 30, fail 2                     | HALF_OPEN
          fail 10, wait 30, fail 3                     | OPEN
          fail 10, wait 30, ok 2, fail 3               | OPEN
          fail 10, wait 30, slow 3                     | OPEN
          fail 10, wait 30, slow 2, fail 2             | HALF_OPEN
          fail 10, wait 30, slow 2, fail 2, ok 1       | CLOSED
          fail 10, wait 30, fail 3, wait 29            | OPEN
          fail 10, wait 30, fail 3, wait 30            | HALF_OPEN
          fail 10, wait 30, fail 3, wait 30, ok 3      | CLOSED
          fail 10, wait 30, ok 3, fail 9               | CLOSED
          fail 10, wait 30, ok 3, fail 10              | OPEN
          fail 10, wait 30, hang 5, ok 3               | HALF_OPEN
          fail 10, wait 30, hang 5, wait 30, ok 3      | CLOSED
          fail 10, wait 30, hang 2, ok 3               | CLOSED
          fail 10, wait 30, hang 2, fail 3             | OPEN
          """)
  void movesBetweenItsStates(String script, BreakerState expected) {
    rig.play(script);

    assertThat(rig.state()).isEqualTo(expected);
  }

  @Test
  void tellsOfEachChangeOnceAndWhy() {
    rig.play("ok 18, fail 20, wait 30, fail 3, wait 30, ok 3, ok 1, slow 9");

    assertThat(rig.changes)
        .containsExactly(
            "CLOSED>OPEN 18 of 36 calls failed (50 %)",
            "OPEN>HALF_OPEN to be tried again",
            "HALF_OPEN>OPEN 3 of 3 calls failed (100 %)",
            "OPEN>HALF_OPEN to be tried again",
            "HALF_OPEN>CLOSED 0 of 3 calls failed (0 %)",
            "CLOSED>OPEN 9 of 10 calls took too long (90 %)");
  }

  @Test
  void saysHowLongItStaysOpen() {
    rig.fail(10);
    assertThat(rig.acquire()).isEqualTo(-Rig.seconds(30));
    rig.pass(29);
    assertThat(rig.acquire()).isEqualTo(-Rig.seconds(1));
    rig.now += Rig.seconds(1) - 1;
    assertThat(rig.acquire()).isEqualTo(-1);
    rig.now++;
    assertThat(rig.acquire()).isNotNegative();
  }

  @Test
  void letsNoMoreProbesThroughThanItHas() {
    rig.fail(10);
    rig.pass(30);
    for (int i = 0; i < 5; i++) {
      assertThat(rig.acquire()).isNotNegative();
    }
    assertThat(rig.acquire()).isEqualTo(-1);
    assertThat(rig.state()).isEqualTo(BreakerState.HALF_OPEN);
  }

  @Test
  void givesThePlaceOfACancelledProbeToAnother() {
    rig.fail(10);
    rig.pass(30);
    long cancelled = rig.acquire();
    rig.play("hang 4");
    assertThat(rig.acquire()).isNegative();

    rig.breaker.cancel(cancelled);

    assertThat(rig.acquire()).isNotNegative();
    assertThat(rig.acquire()).isNegative();
  }

  @Test
  void doesNotCountACancelledCall() {
    rig.fail(9);
    rig.breaker.cancel(rig.acquire());
    assertThat(rig.state()).isEqualTo(BreakerState.CLOSED);
    rig.fail(1);
    assertThat(rig.changes).containsExactly("CLOSED>OPEN 10 of 10 calls failed (100 %)");
  }

  @Test
  void takesASuccessBackWhenTheCallFailedAfterAll() {
    long broken = rig.acquire();
    rig.record(broken, false);
    long then = rig.now;
    rig.play("ok 5, fail 4, wait 5");

    rig.breaker.failedAfterAll(rig.settings, broken, 0, then, rig.now);

    assertThat(rig.changes).containsExactly("CLOSED>OPEN 5 of 10 calls failed (50 %)");
  }

  @Test
  void opensWhenEnoughAnswersBreakOff() {
    rig.play("fail 4");
    long[] broken = new long[12];
    for (int i = 0; i < 12; i++) {
      broken[i] = rig.acquire();
      rig.record(broken[i], false);
    }
    long then = rig.now;
    rig.pass(3);
    for (int i = 0; i < 3; i++) {
      rig.breaker.failedAfterAll(rig.settings, broken[i], 0, then, rig.now);
    }
    assertThat(rig.state()).isEqualTo(BreakerState.CLOSED);
    rig.breaker.failedAfterAll(rig.settings, broken[3], 0, then, rig.now);
    assertThat(rig.changes).containsExactly("CLOSED>OPEN 8 of 16 calls failed (50 %)");
  }

  @Test
  void countsAnAnswerThatBreaksOffAfterItsSuccessHasLeftTheWindow() {
    long broken = rig.acquire();
    rig.record(broken, false);
    long then = rig.now;
    rig.pass(10);
    rig.play("ok 4, fail 5");
    rig.breaker.failedAfterAll(rig.settings, broken, 0, then, rig.now);
    assertThat(rig.changes).containsExactly("CLOSED>OPEN 6 of 10 calls failed (60 %)");
  }

  @Test
  void opensAgainWhenTheAnswersToItsProbesBreakOff() {
    rig.play("fail 10, wait 30");
    long[] probes = {rig.acquire(), rig.acquire()};
    for (long probe : probes) {
      rig.record(probe, false);
      rig.breaker.failedAfterAll(rig.settings, probe, 0, rig.now, rig.now);
    }
    assertThat(rig.state()).isEqualTo(BreakerState.HALF_OPEN);
    rig.fail(1);
    assertThat(rig.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    rig.settings = Rig.settings(1000);
    rig.play("fail 10, wait 30, ok 3");
    for (int round = 0; round < 20 && least > 0; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < 1_000; i++) {
        rig.call(3, i % 4 == 0, i);
        rig.breaker.cancel(rig.acquire());
        rig.now += 1_000_000;
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    assertThat(rig.state()).isEqualTo(BreakerState.CLOSED);
    assertThat(least).as("bytes allocated by 4,000 calls").isZero();
  }

  @Test
  void doesNotCountInOneStateWhatBeganInAnother() {
    long early = rig.acquire();
    rig.fail(10);
    rig.record(early, false);
    rig.pass(30);
    rig.play("ok 2");
    rig.record(early, false);
    assertThat(rig.state()).isEqualTo(BreakerState.HALF_OPEN);
    long probe = rig.acquire();
    rig.play("ok 1");
    rig.record(probe, true);
    rig.record(early, true);
    rig.play("fail 9");
    assertThat(rig.state()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void takesNoResultOfProbesThatLostTheirPlaces() {
    rig.fail(10);
    rig.pass(30);
    long lost = rig.acquire();
    rig.play("hang 4, wait 30, ok 2");

    rig.record(lost, false);
    rig.breaker.cancel(lost);

    assertThat(rig.state()).isEqualTo(BreakerState.HALF_OPEN);
    rig.play("hang 3");
    assertThat(rig.acquire()).isNegative();
  }

  @Test
  void goesByNewSettingsAtOnceWithWhatItKnows() {
    rig.play("ok 50, fail 25");
    rig.settings = new BreakerSettings(30, 100, 0, 10, Rig.seconds(20), Rig.seconds(60), 1, 0);
    rig.fail(1);
    assertThat(rig.changes).containsExactly("CLOSED>OPEN 26 of 76 calls failed (34 %)");
    rig.pass(30);
    assertThat(rig.acquire()).isEqualTo(-Rig.seconds(30));
    rig.settings = Rig.SETTINGS;
    assertThat(rig.acquire()).isNotNegative();
  }

  @Test
  void staysUsableWhenAReloadTakesAwayProbesThatRun() {
    rig.fail(10);
    rig.pass(30);
    rig.play("hang 5");
    rig.settings = new BreakerSettings(50, 100, 0, 10, Rig.seconds(10), Rig.seconds(30), 2, 0);
    assertThat(rig.acquire()).isNegative();
    rig.pass(30);
    rig.play("ok 2");
    assertThat(rig.state()).isEqualTo(BreakerState.CLOSED);
  }

  @ParameterizedTest
  @CsvSource({"0, 100", "2, 280", "5, 550", "9, 910", "10, 1000"})
  void letsAGrowingShareThroughAfterClosing(int secondsLater, int expected) {
    rig.settings = Rig.settings(10);
    rig.play("fail 10, wait 30, ok 3");
    rig.pass(secondsLater);

    assertThat(rig.succeed(1000)).isBetween(expected - 3, expected + 3);
  }

  @Test
  void hasNoRampBeforeItHasEverOpened() {
    rig.settings = Rig.settings(10);

    assertThat(rig.succeed(1000)).isEqualTo(1000);
  }

  @Test
  void opensAgainDuringTheRamp() {
    rig.settings = Rig.settings(10);
    rig.play("fail 10, wait 30, ok 3, wait 5, fail 100");

    assertThat(rig.state()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void toleratesAClockThatIsBehindThatOfAnotherThread() {
    rig.fail(10);
    rig.pass(30);
    rig.acquire();
    rig.now -= Rig.seconds(31);
    rig.play("ok 4");
    assertThat(rig.state()).isEqualTo(BreakerState.CLOSED);
    rig.fail(10);
    assertThat(rig.state()).isEqualTo(BreakerState.OPEN);
  }
}
