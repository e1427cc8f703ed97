package io.sluice.gateway.store;

import static io.sluice.gateway.store.ConfigStoreContract.filled;
import static io.sluice.gateway.store.ConfigStoreContract.revision;
import static io.sluice.gateway.store.ConfigStoreContract.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.document.Document;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that a cut of power ends anywhere has the old revision or the new one. */
class FileStoreCutTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("state");
  }

  private FileStore store() {
    return new FileStore(file(), 10);
  }

  private Stored loaded() throws StoreException {
    try (FileStore store = store()) {
      return store.load();
    }
  }

  @Test
  void aRevisionThatIsCutAnywhereWasNeverThere() throws Exception {
    Document document;
    long before;
    try (FileStore store = store()) {
      store.load();
      document = filled(store, 3);
      before = Files.size(file());
      store.append(revision(4, step(document, 4)));
    }
    byte[] whole = Files.readAllBytes(file());
    Random random = new Random(1);
    for (int end = (int) before; end <= whole.length; end++) {
      byte[] zeros = Arrays.copyOf(Arrays.copyOf(whole, end), whole.length); // not yet written
      byte[] junk = Arrays.copyOf(whole, end + 1 + random.nextInt(50));
      for (int i = end; i < junk.length; i++) {
        byte any = (byte) random.nextInt(256);
        junk[i] = any == '\n' ? 0 : any;
      }
      for (byte[] content : new byte[][] {Arrays.copyOf(whole, end), zeros, junk}) {
        if (end == whole.length && content == junk) {
          continue;
        }
        Files.write(file(), content);
        long expected = end == whole.length ? 4 : 3;
        try (FileStore store = store()) {
          assertThat(store.load().last().number()).as("cut at %d", end).isEqualTo(expected);
          if (expected == 3) {
            store.append(revision(4, step(document, 44)));
          }
        }
        assertThat(loaded().last().changes())
            .as("appended where it was cut at %d", end)
            .isEqualTo(step(document, end == whole.length ? 4 : 44));
      }
    }
  }

  @Test
  void aConfirmationThatIsCutAnywhereWasNeverThere() throws Exception {
    long before;
    try (FileStore store = store()) {
      store.load();
      Document document = filled(store, 1);
      Instant soon = Instant.parse("2030-01-01T00:00:00Z");
      store.append(revision(2, "api", soon, step(document, 2)));
      before = Files.size(file());
      store.confirm(2);
    }
    byte[] whole = Files.readAllBytes(file());
    for (int end = (int) before; end < whole.length; end++) {
      Files.write(file(), Arrays.copyOf(whole, end));
      assertThat(loaded().last().confirmBy()).isNotNull();
    }
  }

  @Test
  void aReplacementThatIsCutAnywhereIsNotThere() throws Exception {
    byte[] old;
    byte[] replaced;
    Document document;
    try (FileStore store = store()) {
      store.load();
      document = filled(store, 20);
      old = Files.readAllBytes(file());
      store.append(revision(21, step(document, 21)));
      replaced = Files.readAllBytes(file());
    }
    assertThat(replaced).hasSizeLessThan(old.length);
    Path writing = folder.resolve("state.tmp");
    for (int end = 0; end <= replaced.length; end++) {
      Files.write(file(), old);
      Files.write(writing, Arrays.copyOf(replaced, end));
      assertThat(loaded().last().number()).isEqualTo(20);
      assertThat(writing).doesNotExist();
    }
    Files.write(file(), replaced);
    assertThat(loaded().last().number()).isEqualTo(21);
  }
}
