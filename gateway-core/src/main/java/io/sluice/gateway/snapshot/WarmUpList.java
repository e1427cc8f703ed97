package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.CacheSettings;
import io.sluice.gateway.api.WarmAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the cache is warmed with by a config: what it lists, and what its file does. */
final class WarmUpList {
  private static final int MOST_BYTES = 2 << 20; // of the file
  private static final int MOST_FAULTS = 20; // that are told

  private WarmUpList() {}

  /**
   * All addresses, those of the file behind the others. Reads the file, so it blocks.
   *
   * @param wrong told of each thing that is wrong with the file
   */
  static List<String> of(CacheSettings.StartList list, Consumer<String> wrong) {
    List<String> all = new ArrayList<>(list.urls());
    String file = list.file();
    if (file != null) {
      try {
        add(all, file, wrong);
      } catch (IOException | IllegalArgumentException e) {
        wrong.accept(file + " (expected: a file that can be read; " + reason(e) + ")");
      }
    }
    return List.copyOf(all);
  }

  private static String reason(Exception e) {
    return e instanceof AccessDeniedException
        ? "permission denied"
        : String.valueOf(e.getMessage());
  }

  private static void add(List<String> all, String file, Consumer<String> wrong)
      throws IOException {
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) { // a pipe would have the control thread wait
      wrong.accept(file + " (expected: a file that exists)");
      return;
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      wrong.accept(file + ": too long (expected: at most 2 MiB)");
      return;
    }
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    int faults = 0;
    for (int i = 0; i < lines.length && faults < MOST_FAULTS; i++) {
      String line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        WarmAddress.of(line);
        all.add(line);
      } catch (IllegalArgumentException e) {
        wrong.accept(file + ", line " + (i + 1) + ": " + e.getMessage());
        faults++;
      }
    }
    if (all.size() > WarmAddress.MOST) {
      String most = " addresses (expected: at most " + WarmAddress.MOST + ", with urls)";
      wrong.accept(file + ": " + all.size() + most);
    }
  }
}
