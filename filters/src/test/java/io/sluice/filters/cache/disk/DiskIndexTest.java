package io.sluice.filters.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.auth.Sha256;
import io.sluice.filters.cache.disk.DiskIndex.Entry;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DiskIndexTest {
  private final DiskIndex index = new DiskIndex();

  private static Sha256 name(int number) {
    return new Sha256(number, number, number, number);
  }

  private Entry put(int number) {
    return index.put(name(number), 4096, Long.MAX_VALUE);
  }

  private int evicted() {
    Entry next = Objects.requireNonNull(index.next());
    index.remove(next);
    return (int) next.name().a();
  }

  @Test
  void whatIsReadOutlivesWhatIsNot() {
    for (int i = 0; i < 5; i++) {
      put(i);
    }
    Objects.requireNonNull(index.find(name(0))).use();
    Objects.requireNonNull(index.find(name(2))).use();
    assertThat(evicted()).isEqualTo(1);
    assertThat(evicted()).isEqualTo(3);
    put(5); // behind the hand
    assertThat(evicted()).isEqualTo(4);
    assertThat(evicted()).isEqualTo(5);
    assertThat(evicted()).isEqualTo(0); // it was passed over once
  }

  @Test
  void whatIsWrittenAgainCountsOnceAndAsRead() {
    put(1);
    put(2);
    put(1);
    assertThat(index.bytes()).isEqualTo(8192);
    assertThat(index.size()).isEqualTo(2);
    put(3);
    assertThat(evicted()).isEqualTo(2);
    assertThat(evicted()).isEqualTo(3);
    assertThat(evicted()).isEqualTo(1);
    assertThat(index.next()).isNull();
    assertThat(index.bytes()).isZero();
  }

  /** Who removes it ends what is there; who has written it has it read if nobody has removed it. */
  @Test
  void aFileIsReadOnceItIsReadyAndNotWhenItWasRemovedBefore() {
    Entry entry = put(1);
    assertThat(entry.isAlive(0)).isFalse();
    entry.ready();
    assertThat(entry.isAlive(0)).isTrue();
    Entry removed = put(2);
    removed.end();
    removed.ready();
    assertThat(removed.isAlive(0)).isFalse();
  }

  @Test
  void whatIsDeadGoesAlthoughItWasRead() {
    Entry entry = put(1);
    put(2);
    entry.use();
    assertThat(entry.end()).isTrue();
    assertThat(entry.end()).isFalse();
    assertThat(entry.isAlive(0)).isFalse();
    assertThat(evicted()).isEqualTo(1);
  }

  @Test
  void anEntryThatWasReplacedIsNotRemovedAgain() {
    Entry old = put(1);
    put(1);
    index.remove(old);
    assertThat(index.find(name(1))).isNotNull();
    assertThat(index.bytes()).isEqualTo(4096);
  }

  @Test
  void whateverHappensEachGoesOnce() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      Entry some = index.find(name(random.nextInt(50)));
      switch (random.nextInt(4)) {
        case 0 -> put(random.nextInt(50));
        case 1 -> {
          if (some != null) {
            some.use();
          }
        }
        case 2 -> {
          if (some != null) {
            index.remove(some);
          }
        }
        default -> {
          Entry next = index.next();
          assertThat(next == null).isEqualTo(index.size() == 0);
          if (next != null && random.nextBoolean()) {
            index.remove(next);
          }
        }
      }
      assertThat(index.bytes()).isEqualTo(4096L * index.size());
    }
  }
}
