package io.sluice.loadbalancer.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.SourceStatus;
import io.sluice.loadbalancer.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ListenerBoxTest {
  private static final int ROUNDS = 20_000;

  private static List<Target> list(int port) {
    return List.of(new Target(new Address("h", port)));
  }

  @Test
  void tellsEachListOnceAndNeverAfterClosing() {
    Told told = new Told();
    List<ListenerBox> left = new ArrayList<>();
    ListenerBox box = new ListenerBox(told, left::add, () -> SourceStatus.FRESH);
    box.tell();
    box.put(list(1));
    box.tell();
    box.tell();
    box.put(list(2));
    box.close();
    box.tell();
    box.close();
    assertThat(told.texts()).containsExactly("1*1");
    assertThat(left).containsExactly(box);
  }

  @Test
  void mayBeClosedByItsListener() {
    List<Integer> told = new ArrayList<>();
    ListenerBox[] box = new ListenerBox[1];
    box[0] =
        new ListenerBox(
            list -> {
              told.add(list.get(0).address().port());
              box[0].put(list(2));
              box[0].tell();
              box[0].close();
            },
            gone -> {},
            () -> SourceStatus.FRESH);
    box[0].put(list(1));
    box[0].tell();
    assertThat(told).containsExactly(1);
  }

  /** Four threads tell; lists are put under a lock, as a watch does. */
  @Test
  void neverCallsTwiceAtOnceAndTellsTheNewestLast() throws InterruptedException {
    AtomicBoolean inside = new AtomicBoolean();
    AtomicInteger overlaps = new AtomicInteger();
    AtomicInteger backwards = new AtomicInteger();
    int[] last = {0};
    ListenerBox box =
        new ListenerBox(
            list -> {
              if (!inside.compareAndSet(false, true)) {
                overlaps.incrementAndGet();
              }
              int port = list.get(0).address().port();
              if (port <= last[0]) {
                backwards.incrementAndGet();
              }
              last[0] = port;
              inside.set(false);
            },
            gone -> {},
            () -> SourceStatus.FRESH);
    Object lock = new Object();
    AtomicInteger ports = new AtomicInteger();
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              () -> {
                for (int round = 0; round < ROUNDS / 4; round++) {
                  synchronized (lock) {
                    box.put(list(ports.incrementAndGet()));
                  }
                  box.tell();
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(overlaps).hasValue(0);
    assertThat(backwards).hasValue(0);
    assertThat(last[0]).isEqualTo(ROUNDS);
  }

  @Test
  void beginsNoCallOnceItIsClosed() throws InterruptedException {
    for (int round = 0; round < 2_000; round++) {
      AtomicBoolean closed = new AtomicBoolean();
      AtomicInteger late = new AtomicInteger();
      ListenerBox box =
          new ListenerBox(
              list -> {
                if (closed.get()) {
                  late.incrementAndGet();
                }
              },
              gone -> {},
              () -> SourceStatus.FRESH);
      CountDownLatch start = new CountDownLatch(1);
      Thread teller =
          new Thread(
              () -> {
                start.countDown();
                for (int port = 1; port < 50; port++) {
                  box.put(list(port));
                  box.tell();
                }
              });
      teller.start();
      start.await();
      box.close();
      closed.set(true);
      teller.join();
      // One call may have begun before.
      assertThat(late.get()).isLessThanOrEqualTo(1);
    }
  }
}
