package io.sluice.filters.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How files that are there at the start are found out. */
class DiskScanTest {

  /** A purge waits for what the writer does at once. */
  @Test
  void someFilesAreLookedAtAtATime(@TempDir Path root) throws Exception {
    Path directory = Files.createDirectory(root.resolve("00"));
    for (int i = 0; i < 250; i++) {
      String name = "0".repeat(56) + HexFormat.of().toHexDigits(i);
      Files.createFile(directory.resolve(name)); // of no use, and so deleted
    }
    DiskIndex index = new DiskIndex();
    DiskContent content = new DiskContent(index);
    DiskWriter writer =
        new DiskWriter(new DiskFiles(root), index, content, () -> 0, () -> Disk.MAX);
    int most = 0;
    for (long left = 250; left > 0; left = count(directory)) {
      assertThat(writer.scan(DiskScanTest::fail)).isFalse();
      assertThat(content.isKnown()).isFalse();
      most = Math.max(most, (int) (left - count(directory)));
    }
    assertThat(most).isEqualTo(100);
    int more = 0;
    while (!writer.scan(DiskScanTest::fail)) {
      more++;
    }
    assertThat(more).isLessThan(DiskFiles.DIRECTORIES);
    assertThat(content.isKnown()).isTrue();
  }

  private static long count(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.count();
    }
  }

  private static void fail(IOException cause) {
    throw new AssertionError(cause);
  }
}
