package io.sluice.filters.cache.disk;

import static io.sluice.filters.cache.disk.Disk.MAX;
import static io.sluice.filters.cache.disk.Disk.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.sluice.filters.cache.rules.Fields;
import io.sluice.filters.cache.store.Responses;
import io.sluice.filters.cache.store.SlowTier.Found;
import io.sluice.gateway.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTierTest {
  @TempDir private Path directory;
  private Disk disk;

  @BeforeEach
  void open() {
    disk = new Disk(directory.resolve("cache"));
  }

  /** All memory is back, and no thread is left. */
  @AfterEach
  void close() {
    disk.close();
  }

  @Test
  void aResponseComesBackAsItWas() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "", "B: 1|Cache-Tag: x, y|Cache-Control: max-age=9", "body");
    Found found = Objects.requireNonNull(disk.look(tier, "/a", ""));
    assertThat(Responses.sent(found.response())).isEqualTo("B: 1|Cache-Control: max-age=9");
    assertThat(found.response().tags()).containsExactly("x", "y");
    assertThat(found.keptFor()).isEqualTo(60_000);
    assertThat(Responses.text(found.response())).isEqualTo("body");
    found.response().release();
    assertThat(disk.find(tier, "/b", "")).isEqualTo("none");
  }

  @Test
  void aBodyMayBeEmptyOrLarge() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/empty", "");
    disk.kept(tier, "/large", "x".repeat(900_000));
    assertThat(disk.find(tier, "/empty", "")).isEmpty();
  }

  @Test
  void anotherResponseTakesThePlace() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "one");
    disk.kept(tier, "/a", "two");
    assertThat(disk.files()).hasSize(2); // with that of /up
  }

  @Test
  void eachVariantIsForTheRequestsThatItWasChosenBy() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "A: 1", "Vary: A", "of 1");
    disk.kept(tier, "/a", "A: 2", "Vary: A", "of 2");
    assertThat(disk.find(tier, "/a", "A: 1")).isEqualTo("of 1");
    assertThat(disk.find(tier, "/a", "A: 3")).isEqualTo("none");
    disk.kept(tier, "/a", "B: 1", "Vary: B", "by another field");
    assertThat(disk.find(tier, "/a", "A: 1")).isEqualTo("none");
    disk.kept(tier, "/a", "A: 2", "Vary: A", "again");
    assertThat(disk.find(tier, "/a", "A: 1")).isEqualTo("none");
  }

  @Test
  void whatVariesByMoreThanFieldsIsNotKept() {
    DiskTier tier = disk.started(MAX);
    disk.keep(tier, "/a", "Vary: *", "x");
    disk.kept(tier, "/b", "behind it");
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
  }

  @Test
  void removingAKeyRemovesAllVariantsAtOnce() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "A: 1", "Vary: A", "one");
    disk.kept(tier, "/a", "A: 2", "Vary: A", "two");
    tier.remove(key("/a"));
    assertThat(disk.find(tier, "/a", "A: 1")).isEqualTo("none");
    disk.kept(tier, "/a", "A: 2", "Vary: A", "new");
    assertThat(disk.find(tier, "/a", "A: 1")).isEqualTo("none");
  }

  @Test
  void versionsOfAnAddressAreApartAndGoTogether() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a#1", "of 1");
    disk.kept(tier, "/a#2", "A: 1", "", "of 2");
    assertThat(disk.find(tier, "/a#1", "")).isEqualTo("of 1");
    assertThat(disk.find(tier, "/a#3", "")).isEqualTo("none");
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    tier.remove(key("/a#3"));
    assertThat(disk.find(tier, "/a#1", "")).isEqualTo("none");
    disk.kept(tier, "/a#1", "again");
    assertThat(disk.find(tier, "/a#2", "")).isEqualTo("none");
  }

  @Test
  void whatIsRemovedHasNoFile() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "one");
    assertThat(disk.file("/a")).exists();
    tier.remove(key("/a"));
    Await.until("its file has gone", () -> !Files.exists(disk.file("/a")));
  }

  /** An unsafe request that has been answered must not be followed by what was before. */
  @Test
  void whatIsRemovedOnItsWayToTheDiskStaysRemoved() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/wait", "A: 1", "Vary: A", "x"); // writing it again asks for the time
    disk.writer = new CountDownLatch(1);
    disk.keep(tier, "/wait", "A: 2", "Vary: A", "x", 60_000);
    disk.keep(tier, "/a", "", "old");
    disk.keep(tier, "/v", "A: 1", "Vary: A", "old", 60_000);
    tier.remove(key("/a"));
    tier.remove(key("/v"));
    disk.writer.countDown();
    disk.kept(tier, "/behind", "x");
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    assertThat(disk.find(tier, "/v", "A: 1")).isEqualTo("none");
    assertThat(disk.file("/a")).doesNotExist();
  }

  @Test
  void whatHasExpiredIsNotFoundAndItsFileGoes() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "one");
    disk.now.addAndGet(59_999);
    assertThat(Objects.requireNonNull(look(tier, "/a")).keptFor()).isEqualTo(1);
    disk.now.addAndGet(1);
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    Await.until("its file has gone", () -> !Files.exists(disk.file("/a")));
  }

  private @Nullable Found look(DiskTier tier, String key) {
    Found found = disk.look(tier, key, "");
    if (found != null) {
      found.response().release();
    }
    return found;
  }

  @Test
  void whatHasBeenPurgedIsNotFoundAndItsFileGoes() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "one");
    disk.kept(tier, "/b", "other");
    disk.purged = key("/a")::equals;
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    assertThat(disk.find(tier, "/b", "")).isEqualTo("other");
    Await.until("its file has gone", () -> !Files.exists(disk.file("/a")));
  }

  @Test
  void whereMemoryHasNoRoomNothingIsFoundAndTheFileStays() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "x".repeat(100_000));
    List<ByteBuf> taken = new ArrayList<>();
    for (ByteBuf body; (body = disk.memory().newBody(90_000)) != null; ) {
      taken.add(body);
    }
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    taken.forEach(ByteBuf::release);
    assertThat(disk.find(tier, "/a", "")).hasSize(100_000);
  }

  /** Threads that read wait until it is opened. */
  private CountDownLatch stuck() {
    CountDownLatch stuck = new CountDownLatch(1);
    disk.purged =
        key -> {
          Await.open(stuck);
          return false;
        };
    return stuck;
  }

  @Test
  void whoWaitsTooLongIsToldThatThereIsNone() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "one");
    CountDownLatch stuck = stuck();
    assertThat(disk.lookOnce(tier, "/a", "")).isNull();
    assertThat(disk.counted("sluice.cache.disk.late")).isEqualTo(1);
    stuck.countDown();
    Await.until("what came late is released", () -> disk.memory().bodyBytes() == 0);
    assertThat(disk.find(tier, "/a", "")).isEqualTo("one");
  }

  @Test
  void whereTooManyWaitOneMoreIsToldAtOnce() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "one");
    CountDownLatch stuck = stuck();
    AtomicInteger told = new AtomicInteger();
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      CompletableFuture<@Nullable Found> one = new CompletableFuture<>();
      all.add(one);
      tier.find(
          key("/a"),
          Fields.of(""),
          found -> {
            told.incrementAndGet();
            one.complete(null);
          });
    }
    assertThat(disk.counted("sluice.cache.disk.refused", "operation", "find")).isEqualTo(42);
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    assertThat(told).hasValue(300);
    stuck.countDown();
  }

  @Test
  void whereTooMuchWaitsToBeWrittenMoreIsLeftOut() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/wait", "A: 1", "Vary: A", "x");
    disk.writer = new CountDownLatch(1);
    disk.keep(tier, "/wait", "A: 2", "Vary: A", "x", 60_000);
    for (int i = 0; i < 1100; i++) {
      disk.keep(tier, "/" + i, "", "x");
    }
    assertThat(disk.counted("sluice.cache.disk.refused", "operation", "keep")).isPositive();
    disk.writer.countDown();
  }

  @Test
  void closedWhileBusyItGivesAllBack() {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/wait", "A: 1", "Vary: A", "x");
    disk.writer = new CountDownLatch(1);
    disk.keep(tier, "/wait", "A: 2", "Vary: A", "x", 60_000);
    List<CompletableFuture<?>> told = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      disk.keep(tier, "/" + i, "", "x");
      CompletableFuture<@Nullable Found> one = new CompletableFuture<>();
      told.add(one.thenAccept(found -> release(found)));
      tier.find(key("/wait"), Fields.of("A: 1"), one::complete);
    }
    tier.close();
    disk.keep(tier, "/late", "", "x");
    assertThat(disk.find(tier, "/wait", "A: 1")).isEqualTo("none");
    disk.writer.countDown();
    CompletableFuture.allOf(told.toArray(CompletableFuture[]::new)).join();
    Await.until("its threads have ended", () -> Disk.threads().isEmpty());
    disk.forget(tier);
  }

  private static void release(@Nullable Found found) {
    if (found != null) {
      found.response().release();
    }
  }
}
