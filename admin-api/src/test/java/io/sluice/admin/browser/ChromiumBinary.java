package io.sluice.admin.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds a Chromium to run: the one that the environment names in {@code CHROMIUM}, one on the path,
 * or where this process may install packages Debian's own, with apt. Without one the tests fail and
 * say how to have it: a dashboard that nobody has looked at is not tested.
 */
final class ChromiumBinary {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");

  private ChromiumBinary() {}

  static synchronized Path find() {
    String named = System.getenv("CHROMIUM");
    if (named != null && !named.isEmpty()) {
      if (Files.isExecutable(Path.of(named))) {
        return Path.of(named);
      }
      throw new AssertionError("CHROMIUM=" + named + " is no executable");
    }
    Path found = onPath();
    if (found == null) {
      String why = install();
      found = onPath();
      if (found == null) {
        throw new AssertionError(
            "no browser to test the dashboard with: put chromium on the path (apt-get install"
                + " chromium) or name it in CHROMIUM; "
                + why);
      }
    }
    return found;
  }

  private static @Nullable Path onPath() {
    String path = System.getenv("PATH");
    for (String folder : (path == null ? "" : path).split(":", -1)) {
      for (String name : NAMES) {
        Path file = Path.of(folder, name);
        if (Files.isExecutable(file) && !Files.isDirectory(file)) {
          return file;
        }
      }
    }
    return null;
  }

  /** With a word on how that went. */
  private static String install() {
    if (!Files.isWritable(Path.of("/var/lib/dpkg"))) {
      return "this user may not install packages";
    }
    try {
      String update = run(3, "apt-get", "update", "-qq");
      String install =
          run(10, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium");
      return update + install;
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static String run(int minutes, String... command) throws IOException {
    Path log = Files.createTempFile("chromium", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("DEBIAN_FRONTEND", "noninteractive");
    Process process = builder.start();
    try {
      if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + " took over " + minutes + " minutes");
      }
      String said = Files.readString(log, StandardCharsets.UTF_8);
      return process.exitValue() == 0 ? "" : String.join(" ", command) + ": " + said.strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(log);
    }
  }
}
