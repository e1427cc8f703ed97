package io.sluice.filters.cache.disk;

import static io.sluice.filters.cache.disk.Disk.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Purge;
import io.sluice.gateway.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskPurgesTest {
  private static final Purge TAG = new Purge(Purge.By.TAG, "two words", true);
  private static final Purge ROUTE = new Purge(Purge.By.ROUTE, "r\u00e9", false);

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

  private static void purge(DiskTier tier, long number, Purge purge) {
    tier.purged(number, purge).toCompletableFuture().join();
  }

  @Test
  void purgesAreKnownAfterARestart() {
    DiskTier old = disk.started(MAX);
    disk.kept(old, "/a", "one");
    purge(old, 7, TAG);
    purge(old, 9, ROUTE);
    purge(old, 8, TAG);
    assertThat(disk.learned).isEmpty();
    disk.close(old);
    DiskTier tier = disk.started(MAX);
    assertThat(disk.learned).isEqualTo(Map.of(TAG, 8L, ROUTE, 9L));
    assertThat(disk.find(tier, "/a", "")).isEqualTo("one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"torn", "\0\0\0\4aaaabbbb", "\u007f\u007f\u007f\u007faaaa"})
  void wherePurgesCannotBeReadNothingOfBeforeIsTrusted(String tail) throws Exception {
    DiskTier old = disk.started(MAX);
    disk.kept(old, "/a", "one");
    purge(old, 7, TAG);
    disk.close(old);
    Files.writeString(directory.resolve("purges"), tail, StandardOpenOption.APPEND);
    DiskTier tier = disk.started(MAX);
    assertThat(disk.find(tier, "/a", "")).isEqualTo("none");
    disk.kept(tier, "/a", "again");
    disk.close(tier);
    assertThat(disk.find(disk.started(MAX), "/a", "")).isEqualTo("again");
  }

  @Test
  void whereAPurgeCannotBeNotedAllGoes() throws Exception {
    DiskTier tier = disk.started(MAX);
    disk.kept(tier, "/a", "one");
    Files.delete(directory.resolve("purges"));
    Path full = Files.createDirectory(directory.resolve("purges"));
    purge(tier, 7, TAG);
    assertThat(disk.file("/a")).doesNotExist();
    Files.delete(full);
    disk.kept(tier, "/a", "again");
  }

  @Test
  void aPurgeBeforeTheDirectoryIsTakenTakesAllOfIt() {
    DiskTier one = disk.started(MAX);
    disk.kept(one, "/a", "one");
    DiskTier other = disk.begun(MAX);
    purge(other, 7, TAG);
    disk.close(one);
    Await.until("it takes over", () -> disk.isUp(other));
    assertThat(disk.find(other, "/a", "")).isEqualTo("none");
  }

  @Test
  void ofOneTargetTheLastIsKeptAndOldOnesGo() throws Exception {
    DiskPurges purges = new DiskPurges(directory);
    for (int i = 0; i < 2 * DiskPurges.MOST; i++) {
      assertThat(purges.add(i, i % 2 == 0 ? TAG : ROUTE)).isTrue();
    }
    assertThat(purges.add(3, TAG)).isFalse();
    Map<Purge, Long> read = Objects.requireNonNull(purges.read(19_999));
    assertThat(read).isEqualTo(Map.of(ROUTE, 19_999L));
    assertThat(new DiskPurges(directory).read(0)).isEqualTo(read);
  }

  @Test
  void tooManyTargetsCannotBeTold() throws Exception {
    DiskPurges purges = new DiskPurges(directory);
    for (int i = 0; i <= DiskPurges.MOST; i++) {
      purges.add(i, new Purge(Purge.By.TAG, "t" + i, false));
    }
    assertThat(purges.read(0)).isNull();
    assertThat(purges.read(0)).isEmpty();
  }
}
