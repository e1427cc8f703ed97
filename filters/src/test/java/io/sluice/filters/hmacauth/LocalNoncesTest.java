package io.sluice.filters.hmacauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.hmacauth.Nonces.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LocalNoncesTest {
  private static final long WINDOW = 330;

  private final AtomicLong clock = new AtomicLong();
  private final LocalNonces nonces = nonces(1000, WINDOW);

  private LocalNonces nonces(long most, long seconds) {
    LocalNonces made = new LocalNonces(clock::get);
    made.plan(most, seconds);
    made.adopted();
    return made;
  }

  private Sight see(LocalNonces nonces, String key, String nonce, long now) {
    clock.set(TimeUnit.SECONDS.toNanos(now));
    AtomicReference<Sight> told = new AtomicReference<>();
    nonces.see(key, nonce, told::set);
    return Objects.requireNonNull(told.get());
  }

  @Test
  void nonceIsNewOnceForEachKey() {
    assertThat(see(nonces, "k", "n", 0)).isEqualTo(Sight.FIRST);
    assertThat(see(nonces, "k", "n", 0)).isEqualTo(Sight.AGAIN);
    assertThat(see(nonces, "k", "m", 0)).isEqualTo(Sight.FIRST);
    assertThat(see(nonces, "j", "n", 0)).isEqualTo(Sight.FIRST);
  }

  /** Whenever it comes, and however the sets have taken turns since. */
  @Test
  void nonceIsKeptForTheWholeWindow() {
    Random random = new Random(7);
    long now = 1_000_000;
    List<Long> seen = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      now += random.nextInt((int) WINDOW / 10);
      assertThat(see(nonces, "k", "n" + i, now)).isEqualTo(Sight.FIRST);
      seen.add(now);
      int old = random.nextInt(i + 1);
      if (now - seen.get(old) <= WINDOW) {
        assertThat(see(nonces, "k", "n" + old, now)).isEqualTo(Sight.AGAIN);
      }
    }
  }

  @Test
  void nonceIsForgottenAfterTwiceTheWindow() {
    assertThat(see(nonces, "k", "n", 1)).isEqualTo(Sight.FIRST);
    assertThat(see(nonces, "k", "n", WINDOW + 1)).isEqualTo(Sight.AGAIN);
    assertThat(see(nonces, "k", "n", 2 * WINDOW + 1)).isEqualTo(Sight.FIRST);
    assertThat(see(nonces, "k", "n", 9 * WINDOW)).isEqualTo(Sight.FIRST);
  }

  @Test
  void whereThereIsNoRoomNothingIsNew() {
    LocalNonces few = nonces(2, WINDOW);
    assertThat(see(few, "k", "n", 0)).isEqualTo(Sight.FIRST);
    assertThat(see(few, "j", "n", 0)).isEqualTo(Sight.FIRST);
    assertThat(see(few, "l", "n", 0)).isEqualTo(Sight.FULL);
    assertThat(see(few, "k", "n", 0)).isEqualTo(Sight.AGAIN);
    assertThat(see(few, "l", "n", WINDOW)).isEqualTo(Sight.FULL);
    assertThat(see(few, "l", "n", 2 * WINDOW)).isEqualTo(Sight.FIRST);
  }

  @Test
  void oneKeyLeavesHalfOfTheRoomToTheOthers() {
    LocalNonces some = nonces(5, WINDOW);
    assertThat(see(some, "k", "a", 0)).isEqualTo(Sight.FIRST);
    assertThat(see(some, "k", "b", 0)).isEqualTo(Sight.FIRST);
    assertThat(see(some, "k", "c", WINDOW)).isEqualTo(Sight.FIRST);
    assertThat(see(some, "k", "d", WINDOW)).isEqualTo(Sight.FULL);
    assertThat(see(some, "k", "a", WINDOW)).isEqualTo(Sight.AGAIN);
    assertThat(see(some, "j", "a", WINDOW)).isEqualTo(Sight.FIRST);
    assertThat(see(some, "k", "d", 2 * WINDOW)).isEqualTo(Sight.FIRST);
  }

  @Test
  void newBoundsCountWhenTheirConfigRuns() {
    LocalNonces kept = nonces(1, WINDOW);
    assertThat(see(kept, "k", "a", 0)).isEqualTo(Sight.FIRST);
    kept.plan(3, WINDOW);
    assertThat(see(kept, "k", "b", 0)).isEqualTo(Sight.FULL);
    kept.adopted();
    assertThat(see(kept, "k", "b", 0)).isEqualTo(Sight.FIRST);
    assertThat(see(kept, "k", "a", 0)).isEqualTo(Sight.AGAIN);
  }

  @Test
  void ofSeveralFiltersTheGreatestBoundsCount() {
    LocalNonces kept = nonces(1000, WINDOW);
    kept.plan(1, 5);
    kept.adopted();
    assertThat(kept.seconds()).isEqualTo(WINDOW);
    for (int i = 0; i < 9; i++) {
      assertThat(see(kept, "k", "n" + i, 0)).isEqualTo(Sight.FIRST);
    }
    assertThat(see(kept, "k", "n0", WINDOW)).isEqualTo(Sight.AGAIN);
  }

  @Test
  void noTurnEndsEarlyWhenTheTimeBecomesLonger() {
    LocalNonces kept = nonces(1000, 5);
    assertThat(see(kept, "k", "a", 4)).isEqualTo(Sight.FIRST);
    kept.plan(1000, WINDOW);
    kept.adopted();
    assertThat(see(kept, "k", "b", 20)).isEqualTo(Sight.FIRST);
    assertThat(see(kept, "k", "a", WINDOW + 4)).isEqualTo(Sight.AGAIN);
  }

  /** Also while the sets take turns. */
  @Test
  void ofManyThatComeAtOnceOneIsTheFirst() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      LocalNonces many = nonces(1_000_000, 1);
      for (int round = 0; round < 300; round++) {
        String nonce = "n" + round;
        long now = round / 2;
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Sight>> sights = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          sights.add(
              threads.submit(
                  () -> {
                    start.await();
                    return see(many, "k", nonce, now);
                  }));
        }
        start.countDown();
        int first = 0;
        for (Future<Sight> sight : sights) {
          first += sight.get() == Sight.FIRST ? 1 : 0;
        }
        assertThat(first).as("round %d", round).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
