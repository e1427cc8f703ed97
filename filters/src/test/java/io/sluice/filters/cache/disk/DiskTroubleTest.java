package io.sluice.filters.cache.disk;

import static io.sluice.filters.cache.disk.Disk.MAX;
import static io.sluice.filters.cache.disk.Disk.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails: there is nothing then, and nobody is worse off. */
class DiskTroubleTest {
  private static final String FAILURES = "sluice.cache.disk.failures";

  @TempDir private Path directory;
  private Path path;
  private Disk disk;

  @BeforeEach
  void open() {
    path = directory.resolve("cache");
    disk = new Disk(path);
  }

  @AfterEach
  void close() {
    disk.close();
  }

  /** As on a full disk: a directory stands where the file is to be written. */
  private Path inTheWay() throws IOException {
    return Files.createDirectories(path.resolve("new").resolve("full"));
  }

  @Test
  void whatCannotBeWrittenIsNotThereAndTheRestIs() throws Exception {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "one");
    inTheWay();
    disk.keep(tier, "/b", "", "other");
    Await.until("it has failed", () -> disk.counted(FAILURES) > 0);
    assertThat(disk.find(tier, "/b", "")).isEqualTo("none");
    assertThat(disk.find(tier, "/a", "")).isEqualTo("one");
  }

  @Test
  void afterSomeFailuresTheDiskIsLeftAloneForAWhile() throws Exception {
    try (LogLines log = LogLines.of(DiskTier.class)) {
      DiskTier tier = disk.started(MAX);
      disk.kept(tier, "/a", "one");
      Path full = inTheWay();
      for (int i = 0; i < 10; i++) {
        disk.keep(tier, "/" + i, "", "x");
      }
      Await.until("it has failed", () -> disk.counted(FAILURES) >= Trouble.IN_A_ROW);
      assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
      Files.delete(full);
      Files.delete(full.getParent());
      disk.ticker.advance(Duration.ofNanos(Trouble.OFF_NANOS));
      assertThat(disk.find(tier, "/a", "")).isEqualTo("one");
      disk.kept(tier, "/b", "works again");
      assertThat(log.lines()).hasSize(1);
    }
  }

  @Test
  void aDirectoryThatIsRemovedIsMadeAgain() throws Exception {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "one");
    List<Path> all;
    try (Stream<Path> files = Files.walk(path)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    disk.kept(tier, "/a", "again");
    assertThat(path.resolve("lock")).exists();
  }

  @Test
  void whereThePathIsAFileThereIsNothingUntilItHasGone() throws Exception {
    Files.writeString(path, "in the way");
    DiskTier tier = disk.begun(MAX);
    Await.until("it has failed", () -> disk.counted(FAILURES) > 0);
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    disk.keep(tier, "/a", "", "x");
    tier.remove(key("/a"));
    Files.delete(path);
    disk.kept(tier, "/a", "one");
  }

  @Test
  void aDirectoryInThePlaceOfAFileHoldsUpNothing() throws Exception {
    Files.createDirectories(disk.file("/b").resolve("x"));
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "one");
    disk.keep(tier, "/b", "", "x");
    Await.until("it has failed", () -> disk.counted(FAILURES) > 0);
    assertThat(disk.find(tier, "/b", "")).isEqualTo("none");
    assertThat(disk.find(tier, "/a", "")).isEqualTo("one");
  }

  @Test
  void twoGatewaysDoNotShareADirectory() {
    DiskTier one = disk.started(MAX);
    disk.kept(one, "/a", "one");
    try (LogLines log = LogLines.of(DiskTier.class)) {
      DiskTier other = disk.begun(MAX);
      Await.until("it says so", () -> !log.lines().isEmpty());
      assertThat(log.lines().toString()).contains("another gateway has it");
      assertThat(disk.find(other, "/a", "")).isEqualTo("none");
      disk.keep(other, "/a", "", "x");
      assertThat(disk.find(one, "/a", "")).isEqualTo("one");
      disk.close(one);
      Await.until("it takes over", () -> disk.find(other, "/a", "").equals("one"));
    }
  }

  @Test
  void whatNeverRanHasNoThreads() {
    DiskTier tier = disk.made(MAX);
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    tier.remove(key("/a"));
    tier.close();
    assertThat(Disk.threads()).isEmpty();
    assertThat(path).doesNotExist();
  }
}
