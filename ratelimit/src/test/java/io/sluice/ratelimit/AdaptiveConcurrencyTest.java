package io.sluice.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptiveConcurrencyTest extends LimiterContract {
  @Override
  protected Limiter limiter() {
    return new AdaptiveConcurrency(4, 1_000);
  }

  @Override
  protected long atOnce() {
    return 20;
  }

  @Override
  protected boolean refills() {
    return false;
  }

  private static SimulatedServer server(long seed) {
    return new SimulatedServer(new AdaptiveConcurrency(4, 1_000), seed);
  }

  @ParameterizedTest(name = "{0} slots, {1} ms, spread {2}, {3} times the capacity")
  @CsvSource({
    "5, 20, 0.2, 3, 0.97",
    "50, 10, 0, 2, 0.97",
    "50, 10, 0.5, 1.2, 0.97",
    "50, 10, 0.5, 3, 0.97",
    "50, 10, 1, 3, 0.97",
    "50, 10, 0.5, 20, 0.97",
    "200, 5, 0.5, 3, 0.97",
    // 40 a second: a window is too few requests to be sure of their mean.
    "20, 500, 0.5, 3, 0.88",
  })
  void underLoadItConvergesNearTheCapacity(
      int slots, long millis, double spread, double load, double least) {
    for (int seed = 0; seed < 3; seed++) {
      SimulatedServer server = server(seed);
      server.slots = slots;
      server.serviceNanos = millis * 1_000_000;
      server.spread = spread;
      server.run(load * server.capacity(), 40 + 0.4 * millis);
      server.run(load * server.capacity(), 60);
      assertThat(server.meanLimit()).isBetween(1.0 * slots, 2.0 * slots);
      assertThat(server.good / 60.0).isGreaterThan(least * server.capacity());
      assertThat(server.meanLatency()).isLessThan(2.0 * server.serviceNanos);
    }
  }

  @Test
  void doesNotDriftUnderOverloadThatLasts() {
    SimulatedServer server = server(7);
    double load = 3 * server.capacity();
    server.run(load, 30);
    for (int minute = 0; minute < 10; minute++) {
      server.run(load, 60);
      assertThat(server.meanLimit()).isBetween(60.0, 75.0);
      assertThat(server.largestLimit).isLessThan(85);
      assertThat(server.meanLatency()).isLessThan(1.5 * server.serviceNanos);
      assertThat(server.good / 60.0).isGreaterThan(0.98 * server.capacity());
    }
  }

  @ParameterizedTest(name = "slots times {0}, service times {1}: within {2} s")
  @CsvSource({
    // Twice the capacity, by more slots or by faster work.
    "2, 1, 3",
    "1, 0.5, 16",
    // Half of it, and far less.
    "0.5, 1, 3",
    "1, 2, 4",
    "0.25, 1, 5",
    "1, 8, 20",
    "1, 0.125, 25",
  })
  void followsACapacityThatChanges(double slots, double service, int seconds) {
    for (int seed = 0; seed < 3; seed++) {
      SimulatedServer server = server(seed);
      server.run(3 * server.capacity(), 30);
      server.slots = (int) (server.slots * slots);
      server.serviceNanos = (long) (server.serviceNanos * service);
      double load = 3 * server.capacity();
      server.run(load, seconds);
      server.run(load, 20);
      assertThat(server.meanLimit()).isBetween(1.0 * server.slots, 2.0 * server.slots);
      assertThat(server.good / 20.0).isGreaterThan(0.95 * server.capacity());
      assertThat(server.meanLatency()).isLessThan(2.0 * server.serviceNanos);
    }
  }

  @Test
  void mendsABaselineThatWasMeasuredUnderOverload() {
    // The first 20 requests already wait for each other.
    SimulatedServer server = new SimulatedServer(new AdaptiveConcurrency(1, 1_000), 3);
    server.slots = 2;
    server.run(5 * server.capacity(), 30);
    server.run(5 * server.capacity(), 30);
    assertThat(server.meanLimit()).isBetween(2.0, 5.5);
    assertThat(server.meanLatency()).isLessThan(2.7 * server.serviceNanos);
  }

  @Test
  void aLimitThatIsNotReachedStaysAndRefusesNothing() {
    SimulatedServer server = server(4);
    server.run(3 * server.capacity(), 30);
    double before = server.run(server.capacity() / 5, 1).meanLimit();
    server.run(server.capacity() / 5, 120);
    assertThat(server.largestLimit).isLessThanOrEqualTo((long) before + 1);
    assertThat(server.good).isBetween(server.sent - 30, server.sent + 30);
    server.run(3 * server.capacity(), 5);
    assertThat(server.good / 5.0).isGreaterThan(0.95 * server.capacity());
  }

  @Test
  void dropsShrinkTheLimitEvenIfWhatPassesIsFast() {
    AdaptiveConcurrency limiter = new AdaptiveConcurrency(4, 1_000);
    long[] state = fresh(limiter);
    assertThat(windows(limiter, state, 20, 1)).isGreaterThan(100);
    long before = limiter.limit(state);
    long after = windows(limiter, state, 2, 3);
    assertThat(after).isBetween(before / 2, before * 9 / 10);
    assertThat(windows(limiter, state, 40, 3)).isLessThan(30);
    assertThat(windows(limiter, state, 60, 1)).isGreaterThan(100);
  }

  /** Windows in which one of {@code drops} is dropped (1: none), all after 10 ms. */
  private static long windows(AdaptiveConcurrency limiter, long[] state, int count, int drops) {
    long now = 1 + state[4];
    for (int window = 0; window < count; window++) {
      long running = limiter.remaining(state, now);
      for (int i = 0; i < running; i++) {
        limiter.acquire(state, 1, now);
      }
      now += 110_000_000;
      for (int i = 0; i < running; i++) {
        limiter.release(state, 1, 10_000_000, drops > 1 && i % drops == 0, now);
      }
      for (int i = 0; i < 20; i++) {
        assertThat(limiter.acquire(state, 1, now)).isZero();
        limiter.release(state, 1, 10_000_000, drops > 1 && i % drops == 0, now);
      }
    }
    return limiter.limit(state);
  }

  @Test
  void whatSaysNothingAboutTheWorkIsNotCounted() {
    AdaptiveConcurrency limiter = new AdaptiveConcurrency(4, 1_000);
    long[] state = fresh(limiter);
    for (int i = 1; i < 1_000; i++) {
      limiter.acquire(state, 20, i * 1_000_000_000L);
      limiter.release(state, 20, -1, false, i * 1_000_000_000L);
    }
    assertThat(limiter.limit(state)).isEqualTo(20);
    assertThat(limiter.remaining(state, LATER)).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({"1, 10", "30, 30", "80, 90", "120, 1000"})
  void staysWithinItsBounds(int min, int max) {
    SimulatedServer server = new SimulatedServer(new AdaptiveConcurrency(min, max), 5);
    for (int slots : new int[] {50, 5, 500}) {
      server.slots = slots;
      server.timeoutNanos = 10 * server.serviceNanos;
      server.run(3 * server.capacity(), 15);
      assertThat(server.smallestLimit).isGreaterThanOrEqualTo(min);
      assertThat(server.largestLimit).isLessThanOrEqualTo(max);
    }
  }

  @Test
  void changedBoundsGoOnWithWhatWasFound() {
    AdaptiveConcurrency wide = new AdaptiveConcurrency(4, 1_000);
    long[] state = fresh(wide);
    long found = windows(wide, state, 20, 1);
    assertThat(new AdaptiveConcurrency(4, 2_000).limit(state)).isEqualTo(found);
    assertThat(new AdaptiveConcurrency(4, 50).limit(state)).isEqualTo(50);
    assertThat(new AdaptiveConcurrency(900, 1_000).limit(state)).isEqualTo(900);
  }

  @Test
  void threadsThatEndWindowsTogetherLoseNothing() throws InterruptedException {
    AdaptiveConcurrency limiter = new AdaptiveConcurrency(4, 100);
    long[] state = fresh(limiter);
    AtomicLong clock = new AtomicLong(1);
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      long seed = i;
      threads[i] =
          new Thread(
              () -> {
                Random random = new Random(seed);
                for (int j = 0; j < 200_000; j++) {
                  long began = clock.addAndGet(random.nextInt(1_000_000));
                  long cost = 1L + random.nextInt(5);
                  if (limiter.acquire(state, cost, began) == 0) {
                    long took = 1_000_000L + random.nextInt(1_000_000);
                    limiter.release(state, cost, took, random.nextInt(50) == 0, began + took);
                  }
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(limiter.remaining(state, clock.get())).isEqualTo(limiter.limit(state));
    assertThat(limiter.limit(state)).isBetween(4L, 100L);
    assertThat(limiter.resetNanos(state, clock.get())).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void namesWhatIsOutOfRange(int min) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdaptiveConcurrency(min, 10))
        .withMessage("min: " + min + " (expected: at least 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AdaptiveConcurrency(5, 4))
        .withMessage("max: 4 (expected: at least 5, min)");
    assertThat(new AdaptiveConcurrency(5, 5).limit(new long[11])).isEqualTo(5);
  }
}
