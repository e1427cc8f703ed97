package io.sluice.gateway.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InFlightTest {

  @Test
  void countsOverAllWorkersAndStopsAtTheCap() {
    InFlight inFlight = new InFlight(2);
    assertThat(inFlight.enter(0, 2)).isTrue();
    assertThat(inFlight.enter(1, 2)).isTrue();
    assertThat(inFlight.enter(0, 2)).isFalse();
    assertThat(inFlight.sum()).isEqualTo(2);
    inFlight.leave(1);
    assertThat(inFlight.enter(0, 2)).isTrue();
  }

  @Test
  void withoutACapItOnlyCounts() {
    InFlight inFlight = new InFlight(1);
    for (int i = 0; i < 100; i++) {
      assertThat(inFlight.enter(0, 0)).isTrue();
    }
    assertThat(inFlight.sum()).isEqualTo(100);
    assertThat(inFlight.enter(0, 10)).isFalse(); // a cap that came later
  }

  @Test
  void workersThatComeAtOnceNeverPassTheCap() throws Exception {
    int workers = 4;
    int cap = 3;
    InFlight inFlight = new InFlight(workers);
    AtomicLong most = new AtomicLong();
    AtomicLong inside = new AtomicLong();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      int worker = w;
      threads.add(
          new Thread(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                for (int i = 0; i < 100_000; i++) {
                  if (inFlight.enter(worker, cap)) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    inFlight.leave(worker);
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(1L, (long) cap);
    assertThat(inFlight.sum()).isZero();
  }
}
