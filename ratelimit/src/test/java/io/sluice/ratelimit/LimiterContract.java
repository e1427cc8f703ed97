package io.sluice.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What every {@link Limiter} promises, whatever its rule. */
public abstract class LimiterContract {
  /** A time later than all that these tests do with limits of seconds. */
  protected static final long LATER = Duration.ofHours(1).toNanos();

  /** The limiter under test: at least 4 pass at once, and all of it again within a minute. */
  protected abstract Limiter limiter();

  /** What passes at once in a fresh state of {@link #limiter}. */
  protected abstract long atOnce();

  /** Whether time alone lets more pass; else what was admitted must be released. */
  protected boolean refills() {
    return true;
  }

  /** A state of a key of which nothing has passed. */
  protected static long[] fresh(Limiter limiter) {
    return new long[limiter.words()];
  }

  private static boolean passes(long answer) {
    return answer >= 0;
  }

  @Test
  void aStateOfZerosIsFresh() {
    Limiter limiter = limiter();
    long[] state = fresh(limiter);
    assertThat(limiter.limit(state)).isEqualTo(atOnce());
    assertThat(limiter.remaining(state, 1)).isEqualTo(atOnce());
    assertThat(limiter.resetNanos(state, 1)).isZero();
    assertThat(limiter.remaining(state, LATER)).isEqualTo(atOnce());
  }

  @Test
  void lookingChangesNothing() {
    Limiter limiter = limiter();
    long[] state = fresh(limiter);
    limiter.acquire(state, 2, 5);
    long[] before = state.clone();
    limiter.limit(state);
    limiter.remaining(state, 6);
    limiter.resetNanos(state, 6);
    assertThat(state).isEqualTo(before);
  }

  @Test
  void whatRemainsPassesAndNotOneMore() {
    Limiter limiter = limiter();
    Random random = new Random(21);
    for (int round = 0; round < 2_000; round++) {
      long[] state = fresh(limiter);
      long now = 1 + random.nextLong(LATER);
      for (int i = random.nextInt(5); i > 0; i--) {
        limiter.acquire(state, 1 + random.nextInt(3), now);
        now += random.nextLong(1_000_000_000);
      }
      long remaining = limiter.remaining(state, now);
      assertThat(remaining).isBetween(0L, limiter.limit(state));
      assertThat(limiter.acquire(state, remaining + 1, now)).isNegative();
      if (remaining > 0) {
        assertThat(limiter.acquire(state, remaining, now)).isNotNegative();
      }
      assertThat(limiter.remaining(state, now)).isZero();
    }
  }

  @Test
  void aRefusalChangesNothing() {
    Limiter limiter = limiter();
    long[] state = fresh(limiter);
    long now = 1_000;
    while (passes(limiter.acquire(state, 1, now))) {
      now++;
    }
    long reset = limiter.resetNanos(state, now);
    for (int i = 0; i < 100; i++) {
      assertThat(limiter.acquire(state, 1 + i % 3, now)).isNegative();
    }
    assertThat(limiter.remaining(state, now)).isZero();
    assertThat(limiter.resetNanos(state, now)).isEqualTo(reset);
  }

  @Test
  void aCostPassesWholeOrNotAtAll() {
    Limiter limiter = limiter();
    long[] state = fresh(limiter);
    assertThat(limiter.acquire(state, atOnce() - 1, 7)).isNotNegative();
    assertThat(limiter.acquire(state, 2, 7)).isNegative();
    assertThat(limiter.remaining(state, 7)).isEqualTo(1);
    assertThat(limiter.acquire(state, 1, 7)).isNotNegative();
  }

  @Test
  void whatCanNeverPassIsToldSo() {
    Limiter limiter = limiter();
    long[] state = fresh(limiter);
    assertThat(limiter.acquire(state, 1L << 40, 1)).isEqualTo(Limiter.NEVER);
    assertThat(limiter.acquire(state, Long.MAX_VALUE, 1)).isEqualTo(Limiter.NEVER);
    assertThat(limiter.remaining(state, 1)).isEqualTo(atOnce());
  }

  @Test
  void whatIsRefusedPassesAfterTheTimeToldAndNotMuchEarlier() {
    if (!refills()) {
      return;
    }
    Limiter limiter = limiter();
    Random random = new Random(22);
    for (int round = 0; round < 2_000; round++) {
      long[] state = fresh(limiter);
      long now = 1 + random.nextLong(LATER);
      long cost;
      long answer;
      do {
        now += random.nextLong(10_000_000);
        cost = 1 + random.nextLong(atOnce());
        answer = limiter.acquire(state, cost, now);
      } while (passes(answer));
      long wait = -answer;
      assertThat(limiter.acquire(state.clone(), cost, now + wait - Math.min(wait, 2))).isNegative();
      assertThat(limiter.acquire(state, cost, now + wait)).isNotNegative();
    }
  }

  @Test
  void allRemainsAgainAfterTheResetAndNotMuchEarlier() {
    if (!refills()) {
      return;
    }
    Limiter limiter = limiter();
    Random random = new Random(23);
    for (int round = 0; round < 2_000; round++) {
      long[] state = fresh(limiter);
      long now = 1 + random.nextLong(LATER);
      for (int i = 0; i < 3; i++) {
        now += random.nextLong(10_000_000);
        limiter.acquire(state, 1 + random.nextLong(atOnce()), now);
      }
      long reset = limiter.resetNanos(state, now);
      assertThat(reset).isPositive();
      assertThat(limiter.remaining(state, now + reset)).isEqualTo(limiter.limit(state));
      assertThat(limiter.resetNanos(state, now + reset)).isZero();
      assertThat(limiter.remaining(state, now + reset - 2)).isLessThan(limiter.limit(state));
    }
  }

  @Test
  void aReadingOfTheClockThatIsLateGivesNothingAway() {
    Limiter limiter = limiter();
    long[] state = fresh(limiter);
    long now = LATER;
    while (passes(limiter.acquire(state, 1, now))) {
      now++;
    }
    for (long late : new long[] {1, 1_000, 1_000_000, 1_000_000_000}) {
      assertThat(limiter.acquire(state, 1, now - late)).isNegative();
      assertThat(limiter.remaining(state, now - late)).isZero();
    }
    assertThat(limiter.remaining(state, now)).isZero();
  }

  @Test
  void threadsThatRaceAreAdmittedExactlyWhatOneWouldBe() throws InterruptedException {
    Limiter limiter = limiter();
    for (int round = 0; round < 200; round++) {
      long[] state = fresh(limiter);
      long now = 1 + round * 977L;
      AtomicLong admitted = new AtomicLong();
      CountDownLatch start = new CountDownLatch(1);
      Thread[] threads = new Thread[4];
      for (int i = 0; i < threads.length; i++) {
        threads[i] =
            new Thread(
                () -> {
                  await(start);
                  for (int j = 0; j < 2 * atOnce(); j++) {
                    if (passes(limiter.acquire(state, 1, now))) {
                      admitted.incrementAndGet();
                    }
                  }
                });
        threads[i].start();
      }
      start.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(admitted).hasValue(atOnce());
      assertThat(limiter.remaining(state, now)).isZero();
    }
  }

  @Test
  void aDecisionAllocatesNothing() {
    Limiter limiter = limiter();
    long[] state = fresh(limiter);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20 && least > 0; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      decide(limiter, state, round);
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    assertThat(least).isLessThan(100);
  }

  private static void decide(Limiter limiter, long[] state, int round) {
    for (int i = 0; i < 20_000; i++) {
      long now = 1 + (round * 20_000L + i) * 1_000_000;
      if (passes(limiter.acquire(state, 1 + i % 2, now))) {
        limiter.release(state, 1 + i % 2, 1_000_000, i % 100 == 0, now + 1_000_000);
      }
      limiter.remaining(state, now);
      limiter.resetNanos(state, now);
    }
  }

  private static void await(CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
