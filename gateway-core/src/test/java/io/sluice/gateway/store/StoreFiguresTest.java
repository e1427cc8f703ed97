package io.sluice.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Document;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store of 100,000 routes costs; told, not judged. */
class StoreFiguresTest {
  private static final int ROUTES = 100_000;

  @TempDir private Path folder;

  @Test
  void aHundredThousandRoutesFit() throws Exception {
    Path file = folder.resolve("state");
    Document document = ConfigStoreContract.routes(ROUTES, "\"" + "x".repeat(90) + "\"");
    List<Long> micros = new ArrayList<>();
    long first;
    try (FileStore store = new FileStore(file, 100)) {
      store.load();
      long began = System.nanoTime();
      store.append(ConfigStoreContract.revision(1, Document.EMPTY.changesTo(document)));
      first = System.nanoTime() - began;
      for (int number = 2; number <= 150; number++) {
        List<Change> changes = ConfigStoreContract.step(document, number);
        document = document.with(changes);
        began = System.nanoTime();
        store.append(ConfigStoreContract.revision(number, changes));
        micros.add((System.nanoTime() - began) / 1000);
      }
    }
    long began = System.nanoTime();
    try (FileStore store = new FileStore(file, 100)) {
      Stored stored = store.load();
      long loaded = System.nanoTime() - began;
      assertThat(stored.document().items("routes").size()).isEqualTo(ROUTES);
      assertThat(stored.last().number()).isEqualTo(150);
      micros.sort(null);
      System.out.println(
          "FIGURE file store, 100,000 routes, "
              + (Files.size(file) >> 10)
              + " KiB: first append "
              + first / 1_000_000
              + " ms; one route, us: median "
              + micros.get(micros.size() / 2)
              + ", most "
              + micros.get(micros.size() - 1)
              + "; load "
              + loaded / 1_000_000
              + " ms");
    }
  }
}
