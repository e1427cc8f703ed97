package io.sluice.filters.bandwidthlimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
  private static final long SECOND = 1_000_000_000;

  @ParameterizedTest
  @CsvSource({
    "1048576, 100000000, 104857", // a tenth of a second
    "1024, 16000000000, 16384", // 16 KiB at least
    "1, 16384000000000, 16384",
    "10737418240, 100000000, 1073741823",
  })
  void burstIsATenthOfASecondAndAtLeast16KiB(long rate, long nanos, int bytes) {
    Pace pace = new Pace(rate);
    assertThat(pace.burstNanos()).isBetween(nanos - nanos / 100_000, nanos + 1);
    long[] state = new long[1];
    assertThat(pace.pass(state, 0, bytes, 1)).isLessThan(SECOND / rate + 2);
    assertThat(pace.pass(state, 0, bytes, 1)).isPositive();
  }

  @Test
  void whatGoesOverTheBurstIsOwedAndPaidByTime() {
    Pace pace = new Pace(16 << 10);
    long[] state = new long[1];
    assertThat(pace.owed(state, 0, 1)).isZero();
    assertThat(pace.pass(state, 0, 16 << 10, 1)).isZero();
    assertThat(pace.pass(state, 0, 8 << 10, 1)).isEqualTo(SECOND / 2);
    assertThat(pace.owed(state, 0, 1)).isEqualTo(SECOND / 2);
    assertThat(pace.owed(state, 0, 1 + SECOND / 4)).isEqualTo(SECOND / 4);
    assertThat(pace.owed(state, 0, 1 + SECOND)).isZero();
    assertThat(pace.pass(state, 0, 8 << 10, 1 + SECOND / 2)).isEqualTo(SECOND / 2);
  }

  @Test
  void restDoesNotSaveUpMoreThanTheBurst() {
    Pace pace = new Pace(16 << 10);
    long[] state = new long[1];
    pace.pass(state, 0, 1, 1);
    long later = 1000 * SECOND;
    assertThat(pace.pass(state, 0, 16 << 10, later)).isZero();
    assertThat(pace.pass(state, 0, 16 << 10, later)).isEqualTo(SECOND);
  }

  /** Who waits as long as it is told never gets more than the burst and the rate. */
  @ParameterizedTest
  @ValueSource(longs = {1000, 1 << 20, 1L << 33})
  void neverMoreThanBurstAndRate(long rate) {
    Pace pace = new Pace(rate);
    long[] state = new long[1];
    Random random = new Random(7);
    long begin = 1L + random.nextInt(1_000_000);
    long now = begin;
    double passed = 0;
    for (int i = 0; i < 10_000; i++) {
      int bytes = random.nextInt(64 << 10);
      now += pace.owed(state, 0, now) + random.nextInt(1000);
      double most =
          rate * (pace.burstNanos() + now - begin) / (double) SECOND + i * (rate / 1e9 + 1e-3) + 1;
      assertThat(passed).as("after %d", i).isLessThanOrEqualTo(most);
      pace.pass(state, 0, bytes, now);
      passed += bytes;
    }
  }

  @Test
  void debtNeverTurnsIntoCredit() {
    Pace pace = new Pace(1);
    long[] state = new long[1];
    for (int i = 0; i < 300_000; i++) {
      pace.pass(state, 0, 64 << 10, 1);
    }
    assertThat(pace.owed(state, 0, 1)).isGreaterThan(1000 * SECOND);
  }

  @Test
  void threadsLoseNothing() throws Exception {
    Pace pace = new Pace(1 << 20);
    long[] state = new long[2];
    CountDownLatch ready = new CountDownLatch(4);
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          new Thread(
              () -> {
                ready.countDown();
                try {
                  ready.await();
                } catch (InterruptedException e) {
                  return;
                }
                for (int i = 0; i < 10_000; i++) {
                  pace.pass(state, 1, 1024, 1);
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long each = 1024 * SECOND / (1 << 20);
    assertThat(pace.owed(state, 1, 1)).isEqualTo(40_000 * each - pace.burstNanos());
    assertThat(pace.owed(state, 0, 1)).isZero();
  }
}
