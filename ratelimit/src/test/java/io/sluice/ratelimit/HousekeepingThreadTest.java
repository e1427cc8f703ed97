package io.sluice.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HousekeepingThreadTest {
  private static final int ROUNDS = 2_000;

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
  }

  /** Each waits for the one before, so that the thread is found running, pausing and idle. */
  @Test
  void runsAllThatItIsGivenWhateverItDoesMeanwhile() throws InterruptedException {
    HousekeepingThread thread = new HousekeepingThread("test");
    for (int i = 0; i < ROUNDS; i++) {
      CountDownLatch ran = new CountDownLatch(1);
      thread.execute(ran::countDown);
      if (i % 2 == 0) {
        thread.hurry();
      }
      if (i % 10 == 0) {
        TimeUnit.MICROSECONDS.sleep(i); // up to two pauses
      }
      await(ran);
    }
  }

  @Test
  void losesNothingThatSeveralThreadsGiveIt() throws InterruptedException {
    HousekeepingThread thread = new HousekeepingThread("test");
    CountDownLatch ran = new CountDownLatch(4 * ROUNDS);
    List<Thread> givers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread giver =
          new Thread(
              () -> {
                for (int n = 0; n < ROUNDS; n++) {
                  thread.execute(ran::countDown);
                  thread.hurry();
                }
              });
      giver.start();
      givers.add(giver);
    }
    for (Thread giver : givers) {
      giver.join();
    }
    await(ran);
  }

  @Test
  void goesOnAfterATaskThatFails() throws InterruptedException {
    HousekeepingThread thread = new HousekeepingThread("test");
    AtomicReference<Throwable> heard = new AtomicReference<>();
    CountDownLatch ran = new CountDownLatch(1);
    thread.execute(
        () -> {
          Thread.currentThread().setUncaughtExceptionHandler((t, e) -> heard.set(e));
          throw new IllegalStateException("for the test");
        });
    thread.execute(ran::countDown);
    await(ran);
    assertThat(heard.get()).hasMessage("for the test");
  }
}
