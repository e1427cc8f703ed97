package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeakLatencyTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private final PeakLatency latency = new PeakLatency();

  @Test
  void isNotKnownBeforeTheFirstAnswer() {
    assertThat(latency.nanos(123)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5 * SECOND, Long.MIN_VALUE, -3 * SECOND})
  void risesAtOnceAndFallsByWhatTimeHasPassed(long start) {
    latency.observe(10 * MILLI, start);
    latency.observe(100 * MILLI, start + 1);
    assertThat(latency.nanos(start + 2)).isCloseTo(100 * MILLI, withinPercentage(0.1));
    latency.observe(10 * MILLI, start + 10 * SECOND);
    double expected = (10 + 90 * Math.exp(-1)) * MILLI;
    assertThat(latency.nanos(start + 10 * SECOND))
        .isCloseTo((long) expected, withinPercentage(0.1));
  }

  @Test
  void whatCountsIsTimeNotTheNumberOfAnswers() {
    PeakLatency quiet = new PeakLatency();
    latency.observe(100 * MILLI, 0);
    quiet.observe(100 * MILLI, 0);
    for (long now = 0; now <= 5 * SECOND; now += MILLI / 2) {
      latency.observe(10 * MILLI, now);
    }
    for (long now = 0; now <= 5 * SECOND; now += SECOND) {
      quiet.observe(10 * MILLI, now);
    }
    assertThat(latency.nanos(5 * SECOND)).isCloseTo(quiet.nanos(5 * SECOND), withinPercentage(0.5));
  }

  @Test
  void fadesWithoutAnswersAndIsForgottenAfterFiftySeconds() {
    latency.observe(100 * MILLI, 0);
    assertThat(latency.nanos(10 * SECOND))
        .isCloseTo((long) (100 * MILLI * Math.exp(-1)), withinPercentage(0.1));
    assertThat(latency.nanos(49 * SECOND)).isPositive();
    assertThat(latency.nanos(51 * SECOND)).isZero();
    latency.observe(MILLI, 51 * SECOND);
    assertThat(latency.nanos(51 * SECOND)).isCloseTo(MILLI, withinPercentage(0.1));
  }

  @Test
  void aReaderWhoseClockIsBehindSeesWhatWasSaidLast() {
    latency.observe(7 * MILLI, 5 * SECOND);
    assertThat(latency.nanos(4 * SECOND)).isCloseTo(7 * MILLI, withinPercentage(0.1));
  }

  @Test
  void anAnswerInNoTimeIsStillAnAnswer() {
    latency.observe(0, SECOND);
    assertThat(latency.nanos(SECOND)).isOne();
  }

  @Test
  void theSlowestAnswerOfAllThreadsStands() throws InterruptedException {
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      Random random = new Random(t);
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  latency.observe(1 + random.nextInt(1_000), 0);
                }
                latency.observe(1_000, 0);
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(latency.nanos(0)).isEqualTo(1_000);
  }
}
