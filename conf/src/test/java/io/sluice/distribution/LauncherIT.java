package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherIT {
  private static final String VERSION = System.getProperty("sluice.version");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]+)(#[^)]*)?\\)");

  @TempDir Path temp;

  @Test
  void tellsItsVersion() throws Exception {
    Outcome outcome = Launcher.built().run("version");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("sluice " + VERSION).contains("java " + Runtime.version());
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void worksFromTheArchiveThroughLinksAndWithSpacesInThePath() throws Exception {
    Path home = unpack(Files.createDirectory(temp.resolve("a folder")));
    Path relative =
        Files.createSymbolicLink(
            home.resolveSibling("first link"), Path.of("sluice-" + VERSION, "bin", "sluice"));
    Path link = Files.createSymbolicLink(temp.resolve("second link"), relative);

    assertThat(Launcher.at(link).from(Path.of("/")).run("version").code()).isZero();
    try (Stream<Path> top = Files.list(home)) {
      assertThat(top.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "bin",
              "conf",
              "lib",
              "plugins",
              "README.md",
              "ARCHITECTURE.md",
              "CONTRIBUTING.md",
              "benchmarks",
              "docs",
              "filters",
              "loadbalancer",
              "ratelimit");
    }
  }

  @Test
  void linksOfThePagesInTheArchiveWork() throws Exception {
    Path home = unpack(temp);
    List<Path> pages;
    try (Stream<Path> files = Files.walk(home)) {
      pages = files.filter(file -> file.toString().endsWith(".md")).toList();
    }

    assertThat(pages)
        .extracting(page -> home.relativize(page).toString())
        .contains(
            "README.md",
            "docs/configuration.md",
            "filters/docs/cors.md",
            "loadbalancer/docs/README.md",
            "ratelimit/docs/README.md");
    for (Path page : pages) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        assertThat(page.resolveSibling(link.group(1))).as("link of %s", page).exists();
      }
    }
  }

  @Test
  void namesAPluginThatIsNoJar() throws Exception {
    Path home = unpack(temp);
    Path junk = Files.write(home.resolve("plugins/junk.jar"), new byte[100]);

    for (String command : List.of("check", "run", "filters")) {
      Outcome outcome = Launcher.at(home.resolve("bin/sluice")).run(command);

      assertThat(outcome.code()).isEqualTo(3);
      assertThat(outcome.err()).startsWith("sluice: plugins: " + junk.toRealPath() + ": no jar");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no-such-command", "version --no-such-option", "run --config"})
  void wrongUsageIsTwo(String arguments) throws Exception {
    Outcome outcome =
        Launcher.built().run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).containsAnyOf("Usage: sluice", "(see `sluice");
    assertThat(outcome.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "run --help", "help"})
  void helpIsNoError(String arguments) throws Exception {
    Outcome outcome = Launcher.built().run(arguments.split(" "));

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("Usage: sluice");
  }

  @Test
  void saysThatJavaIsTooOld() throws Exception {
    Path home = javaThatSays("openjdk version \"11.0.20\" 2023-07-18");
    Outcome outcome = Launcher.built().with("JAVA_HOME", home.toString()).run("version");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err())
        .isEqualTo(
            "sluice: " + home + "/bin/java is version 11.0.20 (expected: Java 17 or newer)\n");
  }

  @Test
  void saysThatJavaIsMissing() throws Exception {
    Outcome outcome = Launcher.built().with("JAVA_HOME", temp.toString()).run("version");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err()).startsWith("sluice: JAVA_HOME: " + temp + " has no bin/java");
  }

  @Test
  void ownFlagsWin() throws Exception {
    Outcome outcome =
        Launcher.built()
            .with("SLUICE_JAVA_OPTS", "-XX:+UseG1GC -Xmx96m -XX:+PrintCommandLineFlags")
            .run("version");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("-XX:+UseG1GC").doesNotContain("ParallelGC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+NoSuchFlag", "-Xmx1x", "no-flag-at-all"})
  void saysWhichFlagsTheJvmRefuses(String flags) throws Exception {
    Outcome outcome = Launcher.built().with("SLUICE_JAVA_OPTS", flags).run("version");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .startsWith("sluice: SLUICE_JAVA_OPTS: " + flags + ": the JVM refuses it\n");
  }

  @Test
  void namesAPluginThatCannotBeLoaded() throws Exception {
    Path home = unpack(temp);
    Path jar = home.resolve("plugins/broken.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("META-INF/services/io.sluice.gateway.api.FilterFactory"));
      out.write("com.example.NotThere".getBytes(StandardCharsets.UTF_8));
    }

    Outcome outcome = Launcher.at(home.resolve("bin/sluice")).run("check");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err())
        .startsWith("sluice: plugins: " + jar.toRealPath() + ": ")
        .contains("com.example.NotThere");
  }

  /** Unpacks the archive; the folder it holds. */
  private static Path unpack(Path folder) throws Exception {
    Path archive = Path.of("target/sluice-" + VERSION + ".tar.gz").toAbsolutePath();
    Process tar =
        new ProcessBuilder("tar", "xzf", archive.toString()).directory(folder.toFile()).start();
    assertThat(tar.waitFor()).isZero();
    return folder.resolve("sluice-" + VERSION);
  }

  /** The home of a Java that only tells its version. */
  private Path javaThatSays(String version) throws IOException {
    Path java = Files.createDirectories(temp.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho '" + version + "' >&2\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return temp;
  }
}
