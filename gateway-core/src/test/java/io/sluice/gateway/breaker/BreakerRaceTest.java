package io.sluice.gateway.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What must hold when four threads call at once. */
class BreakerRaceTest {
  private static final int THREADS = 4;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** Work of one of the threads. */
  private interface Work {
    int run(int thread);
  }

  /** Lets all threads go at the same moment; the sum of what they return. */
  private int together(Work work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Future<Integer>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      Callable<Integer> task =
          () -> {
            start.await();
            return work.run(thread);
          };
      running.add(threads.submit(task));
    }
    int sum = 0;
    for (Future<Integer> one : running) {
      sum += one.get();
    }
    return sum;
  }

  @Test
  void changesOnceHoweverManySeeTheReason() throws Exception {
    for (int round = 0; round < 200; round++) {
      AtomicInteger changes = new AtomicInteger();
      Breaker breaker = new Breaker(0, (from, to, why) -> changes.incrementAndGet());
      together(
          thread -> {
            for (int i = 0; i < 20; i++) {
              long permit = breaker.tryAcquire(Rig.SETTINGS, 0);
              if (permit >= 0) {
                breaker.record(Rig.SETTINGS, permit, true, 0, 0);
              }
            }
            return 0;
          });
      assertThat(changes).hasValue(1);
    }
  }

  @Test
  void givesOutItsProbesExactly() throws Exception {
    Rig rig = new Rig();
    for (int round = 0; round < 200; round++) {
      rig.fail(10); // or, from the second round on, what opens a new half-open time
      rig.pass(30);
      int probes =
          together(
              thread -> {
                int taken = 0;
                for (int i = 0; i < 10; i++) {
                  taken += rig.acquire() >= 0 ? 1 : 0;
                }
                return taken;
              });
      assertThat(probes).as("round %s", round).isEqualTo(5);
    }
  }

  @Test
  void losesNoCall() throws Exception {
    CallWindow window = new CallWindow();
    long length = Rig.seconds(10);
    AtomicLong now = new AtomicLong();
    together(
        thread -> {
          for (int i = 0; i < 20_000; i++) {
            window.add(thread % 2 == 0, i % 2 == 0, length, 0, now.addAndGet(100_000));
          }
          return 0;
        });
    assertThat(window.calls(length, 0, now.get())).isEqualTo(80_000);
    assertThat(window.failed(length, 0, now.get())).isEqualTo(40_000);
    assertThat(window.slow(length, 0, now.get())).isEqualTo(40_000);
  }

  @Test
  void neverHasMoreProbesThanItMayAndRecoversFromAnything() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    AtomicInteger tried = new AtomicInteger();
    Breaker breaker =
        new Breaker(
            0,
            (from, to, why) -> {
              opened.addAndGet(to == BreakerState.OPEN ? 1 : 0);
              tried.addAndGet(to == BreakerState.HALF_OPEN ? 1 : 0);
            });
    AtomicLong now = new AtomicLong();
    AtomicIntegerArray running = new AtomicIntegerArray(1 << 16); // by permit
    int tooMany =
        together(
            thread -> {
              SplittableRandom random = new SplittableRandom(thread);
              int wrong = 0;
              for (int i = 0; i < 50_000; i++) {
                long at = now.addAndGet(random.nextLong(Rig.seconds(1)));
                long permit = breaker.tryAcquire(Rig.SETTINGS, at);
                if (permit < 0) {
                  continue;
                }
                boolean probe = (permit & 3) == 2;
                wrong += running.incrementAndGet((int) permit) > 5 && probe ? 1 : 0;
                boolean failed = random.nextInt(100) < 40;
                running.decrementAndGet((int) permit);
                if (random.nextInt(10) == 0) {
                  breaker.cancel(permit);
                } else if (random.nextInt(50) != 0) { // else it never reports
                  breaker.record(Rig.SETTINGS, permit, failed, 0, at);
                }
              }
              return wrong;
            });
    assertThat(tooMany).isZero();
    assertThat(opened.get()).isGreaterThan(10);
    assertThat(opened.get() - tried.get()).isBetween(0, 1);

    long later = now.get();
    for (int i = 0; i < 20; i++) {
      later += Rig.seconds(30);
      long permit = breaker.tryAcquire(Rig.SETTINGS, later);
      if (permit >= 0) {
        breaker.record(Rig.SETTINGS, permit, false, 0, later);
      }
    }
    assertThat(breaker.state(Rig.SETTINGS, later)).isEqualTo(BreakerState.CLOSED);
  }
}
