package io.sluice.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.document.Document;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that appends as fast as it can is killed at a random moment, again and again; {@code
 * -Dsluice.cuts=200} says how often. What it has said to be kept is there, and at most the one more
 * that it was about to say.
 */
class PowerCutTest {
  private static final int CUTS = Integer.getInteger("sluice.cuts", 40);
  private static final int MOST = 20;

  @TempDir private Path folder;

  /** The process: appends to the file of its argument, and says each number. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      PrintStream out = System.out;
      try (FileStore store = new FileStore(Path.of(arguments[0]), MOST)) {
        Stored stored = store.load();
        Document document;
        long number = 1;
        if (stored == null) {
          document = ConfigStoreContract.routes(50, "\"" + "x".repeat(100) + "\"");
          store.append(ConfigStoreContract.revision(1, Document.EMPTY.changesTo(document)));
        } else {
          document = stored.document();
          number = stored.last().number();
        }
        out.println(number);
        while (true) {
          var changes = ConfigStoreContract.step(document, ++number);
          store.append(ConfigStoreContract.revision(number, changes));
          document = document.with(changes);
          out.println(number);
        }
      }
    }
  }

  @Test
  void whatWasSaidToBeKeptIsKept() throws Exception {
    Path file = folder.resolve("state");
    Random random = new Random();
    long said = 0;
    long waitedFor = 0;
    for (int cut = 0; cut < CUTS; cut++) {
      int more = random.nextInt(4);
      waitedFor += more;
      said = Math.max(said, lastSaid(file, more, random.nextInt(cut % 4 == 0 ? 400 : 40)));
      try (FileStore store = new FileStore(file, MOST)) {
        Stored stored = store.load();
        assertThat(stored).isNotNull();
        long last = stored.last().number();
        assertThat(last).as("cut %d", cut).isBetween(said, said + 1);
        assertThat(stored.document().items("routes").at(0).text())
            .isEqualTo(last == 1 ? stored.oldest().items("routes").at(0).text() : text(last));
        said = last;
      }
    }
    assertThat(said).isGreaterThan(waitedFor);
  }

  private static String text(long number) {
    return "{\"id\":\"r0\",\"says\":" + number + "}";
  }

  /**
   * Runs the process and kills it when it has said {@code more} words after its first, and some
   * microseconds x 100 have gone by; its last word.
   */
  private static long lastSaid(Path file, int more, int tenths) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xshare:auto",
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                    Writer.class.getName(),
                    file.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long said = 0;
    try (BufferedReader words = process.inputReader(StandardCharsets.UTF_8)) {
      String word = words.readLine();
      for (int i = 0; i < more && word != null; i++) {
        word = words.readLine();
      }
      assertThat(word).as("the process has started and goes on").isNotNull();
      Thread killer =
          new Thread(
              () -> {
                try {
                  TimeUnit.MICROSECONDS.sleep(100L * tenths);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                process.toHandle().destroyForcibly(); // the other one closes the streams too
              });
      killer.start();
      String last = word;
      while (word != null) {
        last = word;
        word = words.readLine();
      }
      said = Long.parseLong(last);
      killer.join();
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    return said;
  }
}
