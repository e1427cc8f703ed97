package io.sluice.filters.cache.disk;

import static io.sluice.filters.cache.disk.Disk.MAX;
import static io.sluice.filters.cache.disk.Disk.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One tier after another on the same directory. */
class DiskRestartTest {
  @TempDir private Path directory;
  private Disk disk;

  @BeforeEach
  void open() {
    disk = new Disk(directory);
  }

  @AfterEach
  void close() {
    disk.close();
  }

  @Test
  void whatWasKeptIsThereAfterARestart() {
    DiskTier old = disk.started(MAX);
    disk.kept(old, "/a", "one");
    disk.kept(old, "/v", "A: 1", "Vary: A", "of 1");
    disk.keep(old, "/last", "", "written while it is closed");
    disk.close(old);
    DiskTier tier = disk.started(MAX);
    assertThat(disk.find(tier, "/a", "")).isEqualTo("one");
    assertThat(disk.find(tier, "/v", "A: 1")).isEqualTo("of 1");
    assertThat(disk.find(tier, "/v", "A: 2")).isEqualTo("none");
    assertThat(disk.find(tier, "/last", "")).isEqualTo("written while it is closed");
  }

  @Test
  void whatIsNotKnownYetIsFoundByItsName() {
    closedWith("/a", "one");
    disk.writer = new CountDownLatch(1);
    DiskTier tier = disk.begun(MAX);
    Await.until("it is found", () -> disk.find(tier, "/a", "").equals("one"));
    assertThat(disk.find(tier, "/b", "")).isEqualTo("none");
  }

  @Test
  void whatIsRemovedBeforeItIsKnownStaysRemoved() {
    closedWith("/a", "one");
    disk.writer = new CountDownLatch(1);
    DiskTier tier = disk.begun(MAX);
    Await.until("it is found", () -> disk.find(tier, "/a", "").equals("one"));
    tier.remove(key("/a"));
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    disk.writer.countDown();
    disk.kept(tier, "/b", "all is known");
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    assertThat(disk.file("/a")).doesNotExist();
  }

  @Test
  void whereTooManyAreRemovedBeforeFilesAreKnownNoneIsTrusted() {
    closedWith("/a", "one");
    disk.writer = new CountDownLatch(1);
    DiskTier tier = disk.begun(MAX);
    Await.until("it is found", () -> disk.find(tier, "/a", "").equals("one"));
    for (int i = 0; i < 10_001; i++) {
      tier.remove(key("/" + i));
    }
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    disk.writer.countDown();
    disk.kept(tier, "/b", "all is known");
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
  }

  private void closedWith(String key, String body) {
    DiskTier old = disk.started(MAX);
    disk.kept(old, key, body);
    disk.close(old);
  }

  /** What may have become of a file. */
  private enum Damage {
    EMPTY,
    TORN_HEAD,
    TORN_BODY,
    LONGER,
    FOREIGN,
    HEAD_CHANGED,
    BODY_CHANGED,
    OTHER_VERSION;

    private byte[] of(byte[] bytes) {
      return switch (this) {
        case EMPTY -> new byte[0];
        case TORN_HEAD -> Arrays.copyOf(bytes, 40);
        case TORN_BODY -> Arrays.copyOf(bytes, bytes.length - 1);
        case LONGER -> Arrays.copyOf(bytes, bytes.length + 1);
        case FOREIGN -> "something else".repeat(20).getBytes(StandardCharsets.UTF_8);
        case HEAD_CHANGED -> changed(bytes, 60);
        case BODY_CHANGED -> changed(bytes, bytes.length - 1);
        case OTHER_VERSION -> changed(bytes, 4);
      };
    }

    private static byte[] changed(byte[] bytes, int at) {
      byte[] changed = bytes.clone();
      changed[at] ^= 1;
      return changed;
    }

    void be(Path file) {
      try {
        Files.write(file, of(Files.readAllBytes(file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDamagedBeforeTheStartIsNotThere(Damage damage) {
    closedWith("/a", "one");
    damage.be(disk.file("/a"));
    DiskTier tier = disk.started(MAX);
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    Await.until("its file has gone", () -> !Files.exists(disk.file("/a")));
    disk.kept(tier, "/a", "again");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDamagedWhileItRunsIsNotThere(Damage damage) {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "one");
    damage.be(disk.file("/a"));
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    Await.until("its file has gone", () -> !Files.exists(disk.file("/a")));
    disk.kept(tier, "/a", "again");
  }

  @Test
  void aFileOfAnotherKeyIsNotThere() throws Exception {
    closedWith("/a", "one");
    Files.createDirectories(disk.file("/b").getParent());
    Files.copy(disk.file("/a"), disk.file("/b"));
    DiskTier tier = disk.started(MAX);
    assertThat(disk.find(tier, "/b", "")).isEqualTo("none");
    assertThat(disk.find(tier, "/a", "")).isEqualTo("one");
    assertThat(disk.file("/b")).doesNotExist();
  }

  @Test
  void whatHasExpiredGoesAtTheStart() {
    closedWith("/a", "one");
    disk.now.addAndGet(60_000);
    DiskTier tier = disk.started(MAX);
    assertThat(disk.file("/a")).doesNotExist();
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
  }

  @Test
  void filesOfOthersStay() throws Exception {
    Path other = Files.writeString(directory.resolve("notes.txt"), "mine");
    Path inside = Files.createDirectories(directory.resolve("ab")).resolve("notes.txt");
    Files.writeString(inside, "mine");
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "one");
    assertThat(other).hasContent("mine");
    assertThat(inside).hasContent("mine");
  }

  @Test
  void aSmallerSizeHoldsAlsoForWhatIsThere() {
    DiskTier old = disk.started(MAX);
    for (int i = 0; i < 100; i++) {
      disk.kept(old, "/" + i, "x".repeat(30_000));
    }
    assertThat(disk.bytes()).isGreaterThan(3_000_000);
    old.plan(2 << 20);
    old.adopted();
    Await.until("there is less", () -> disk.bytes() <= 2 << 20);
    disk.close(old);
    disk.started(1 << 20);
    assertThat(disk.bytes()).isBetween(500_000L, 1L << 20);
  }
}
