package io.sluice.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * One process of the launcher. What it prints goes to files, so that it never waits for a reader.
 */
final class Run implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final Process process;
  private final Path out;
  private final Path err;

  Run(ProcessBuilder builder) throws IOException {
    out = Files.createTempFile("sluice", ".out");
    err = Files.createTempFile("sluice", ".err");
    process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
  }

  /** Waits until standard output has a text. */
  void awaitOutput(String text) throws Exception {
    await(out, text);
  }

  /** Waits until standard error has a text. */
  void awaitError(String text) throws Exception {
    await(err, text);
  }

  private void await(Path file, String text) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!Files.readString(file).contains(text)) {
      if (!process.isAlive() || Instant.now().isAfter(end)) {
        throw new AssertionError(
            "no '" + text + "' in:\n" + Files.readString(out) + Files.readString(err));
      }
      Thread.sleep(20);
    }
  }

  /** What standard output has by now. */
  String output() throws IOException {
    return Files.readString(out);
  }

  /** What standard error has by now. */
  String errors() throws IOException {
    return Files.readString(err);
  }

  /** Sends a signal, named without SIG. */
  void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for the end; a buffer leaked on the way is an error. */
  Outcome outcome() throws Exception {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still runs:\n" + Files.readString(out) + Files.readString(err));
    }
    String said = Files.readString(err);
    if (said.contains("LEAK:")) {
      throw new AssertionError(said);
    }
    return new Outcome(process.exitValue(), Files.readString(out), said);
  }

  /** The gateway's own: the launcher script gives its place to the JVM. */
  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it by force if it still runs. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }
}
