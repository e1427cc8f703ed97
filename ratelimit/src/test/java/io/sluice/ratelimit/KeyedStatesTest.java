package io.sluice.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeyedStatesTest {
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final AtomicLong clock = new AtomicLong(-5_000);

  private KeyedStates inline(long maxKeys) {
    return new KeyedStates(maxKeys, IDLE, clock::get, new Housekeeping(Runnable::run));
  }

  @Test
  void aKeyHasOneState() {
    KeyedStates states = inline(100);
    long[] a = states.of("a", 1);
    assertThat(states.of("a", 1)).isSameAs(a);
    assertThat(states.of("b", 1)).isNotSameAs(a).containsExactly(0);
    assertThat(states.size()).isEqualTo(2);
  }

  @Test
  void aStateOfAnotherLengthBeginsAfresh() {
    KeyedStates states = inline(100);
    states.of("a", 1)[0] = 7;
    long[] wider = states.of("a", 16);
    assertThat(wider).hasSize(16).containsOnly(0);
    assertThat(states.of("a", 16)).isSameAs(wider);
  }

  @Test
  void timeBeginsAt1WhateverTheClockSays() {
    KeyedStates states = inline(100);
    assertThat(states.now()).isEqualTo(1);
    clock.addAndGet(41);
    assertThat(states.now()).isEqualTo(42);
  }

  @Test
  void aKeyThatIsIdleIsForgotten() {
    KeyedStates states = inline(100);
    long[] a = states.of("a", 1);
    long[] b = states.of("b", 1);
    clock.addAndGet(IDLE.toNanos() - 1);
    assertThat(states.of("a", 1)).isSameAs(a);
    clock.addAndGet(2);
    assertThat(states.of("a", 1)).isSameAs(a);
    assertThat(states.of("b", 1)).isNotSameAs(b);
  }

  @Test
  void itsBoundsMayChange() {
    KeyedStates states = inline(100);
    long[] state = states.of("a", 1);
    states.bound(3, IDLE.multipliedBy(3));
    clock.addAndGet(IDLE.multipliedBy(2).toNanos());
    assertThat(states.of("a", 1)).isSameAs(state);
    for (int i = 0; i < 50; i++) {
      states.of("k" + i, 1);
    }
    assertThat(states.size()).isLessThanOrEqualTo(3);
  }

  @Test
  void aFloodOfKeysKeepsTheSizeAndTheStatesInUse() {
    KeyedStates states = inline(10_000);
    floodPastHotKeys(states);
    assertThat(states.size()).isBetween(9_000L, 10_000L);
  }

  @Test
  void aFloodKeepsTheStatesInUseAlsoWhenAnotherThreadKeepsHouse() {
    floodPastHotKeys(new KeyedStates(10_000, IDLE, clock::get));
  }

  /** A million keys that come once, and 100 that come once in 1,000 requests each. */
  private static void floodPastHotKeys(KeyedStates states) {
    long[][] hot = new long[100][];
    for (int i = 0; i < 100; i++) {
      hot[i] = keptState(states, "hot" + i);
      for (int j = 0; j < 50; j++) {
        states.of("hot" + i, 1);
      }
    }
    int lost = 0;
    for (int i = 0; i < 1_000_000; i++) {
      states.of("flood" + i, 1);
      if (i % 10 == 0) {
        int key = i / 10 % 100;
        if (states.of("hot" + key, 1) != hot[key]) {
          lost++;
        }
      }
    }
    assertThat(lost).isZero();
  }

  /** While housekeeping is behind, a new key shares a state with others. */
  private static long[] keptState(KeyedStates states, String key) {
    states.of(key, 1);
    while (!states.keeps(key)) {
      Thread.onSpinWait();
      states.of(key, 1);
    }
    return states.of(key, 1);
  }

  @Test
  void noThreadWaitsWhileHousekeepingHangs() throws InterruptedException {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger housekeepers = new AtomicInteger();
    Thread tester = Thread.currentThread();
    // Housekeeping reads the clock while it holds Caffeine's lock.
    KeyedStates states =
        new KeyedStates(
            1_000,
            IDLE,
            () -> {
              if (Thread.currentThread() != tester) {
                hangs.countDown();
                awaitQuietly(go);
              }
              return clock.get();
            },
            new Housekeeping(
                task -> {
                  housekeepers.incrementAndGet();
                  new Thread(task).start();
                }));
    long[] known = states.of("known", 1);
    assertThat(hangs.await(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 100_000; i++) {
      assertThat(states.of("flood" + i, 1)).containsExactly(0);
      if (i % 100 == 0) {
        assertThat(states.of("known", 1)).isSameAs(known);
      }
    }
    go.countDown();
    // It goes on by itself: new keys are kept again.
    keptState(states, "later");
    assertThat(housekeepers).hasPositiveValue();
  }

  /** A limit for each of them would be none. */
  @Test
  void newKeysShareAFewStatesWhileHousekeepingHangs() {
    KeyedStates states = new KeyedStates(1_000_000, IDLE, clock::get, new Housekeeping(task -> {}));
    Set<long[]> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 100_000; i++) {
      seen.add(states.of("flood" + i, 1));
    }
    assertThat(seen).hasSizeLessThan(300);
    assertThat(states.of("flood99999", 1)).isSameAs(states.of("flood99999", 1));
    assertThat(states.of("flood99999", 4)).hasSize(4);
  }

  /** Two queues at one count would not know who is to be woken. */
  @Test
  void ownStatesAreNeverSharedWhileHousekeepingHangs() {
    KeyedStates states = new KeyedStates(1_000_000, IDLE, clock::get, new Housekeeping(task -> {}));
    Set<long[]> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 10_000; i++) {
      seen.add(states.ownOf("flood" + i, 1));
    }
    assertThat(seen).hasSize(10_000);
    assertThat(states.ownOf("flood0", 1)).isSameAs(states.of("flood0", 1));
  }

  @Test
  void everyKeyOfAFloodIsKeptOnceHousekeepingHasCaughtUp() {
    KeyedStates states = new KeyedStates(1_000_000, IDLE, clock::get);
    for (int i = 0; i < 200_000; i++) {
      keptState(states, "flood" + i);
    }
    assertThat(states.size()).isBetween(199_000L, 200_000L);
  }

  @Test
  void threadsThatMeetAtANewKeyShareItsState() throws InterruptedException {
    KeyedStates states = new KeyedStates(100_000, IDLE, clock::get);
    for (int round = 0; round < 200; round++) {
      String key = "key" + round;
      Set<long[]> seen =
          Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
      Thread[] threads = new Thread[4];
      CountDownLatch start = new CountDownLatch(1);
      for (int i = 0; i < threads.length; i++) {
        threads[i] =
            new Thread(
                () -> {
                  awaitQuietly(start);
                  seen.add(states.of(key, 1));
                });
        threads[i].start();
      }
      start.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(seen).hasSize(1);
    }
  }

  @Test
  void findingAStateAllocatesNothingToSpeakOf() {
    KeyedStates states = new KeyedStates(1_000, IDLE, clock::get);
    states.of("a", 1);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < 20_000; i++) {
        states.of("a", 1);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    // What starting the housekeeping costs, once in many requests.
    assertThat(least / 20_000.0).isLessThan(8);
  }

  @Test
  void namesWhatIsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> inline(0))
        .withMessage("maxKeys: 0 (expected: at least 1)");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
