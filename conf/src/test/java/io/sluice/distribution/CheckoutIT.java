package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When the launcher builds a checkout, and when not. Maven and Java are scripts that say what they
 * were told, so that each case takes milliseconds.
 */
class CheckoutIT {
  @TempDir Path temp;
  private Path checkout;
  private Path source;
  private Launcher launcher;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Files.createDirectory(temp.resolve("check out"));
    Files.copy(
        Path.of("../sluice"), checkout.resolve("sluice"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(checkout.resolve("pom.xml"), "<project/>");
    source = checkout.resolve("gateway-core/src/main/java/Gateway.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "class Gateway {}");
    makeOld(checkout.resolve("pom.xml"));
    makeOld(checkout.resolve("sluice"));
    for (Path path = source; !path.equals(checkout); path = path.getParent()) {
      makeOld(path);
    }
    java("17.0.15");
    launcher =
        Launcher.at(checkout.resolve("sluice"))
            .with("JAVA_HOME", temp.toString())
            .with("PATH", temp.resolve("bin") + ":" + System.getenv("PATH"));
    mavenThat("mkdir -p conf/target/sluice/lib && touch conf/target/sluice/lib/a.jar");
  }

  @Test
  void buildsOnceAndThenOnlyRuns() throws Exception {
    Outcome first = launcher.run("version");
    assertThat(first.code()).isZero();
    assertThat(first.err()).isEqualTo("building ...\n");
    assertThat(first.out()).contains("io.sluice.gateway.boot.GatewayMain version");

    assertThat(launcher.run("version").err()).isEmpty();
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    launcher.run("version");
    Files.writeString(source, "final class Gateway {}");

    assertThat(launcher.run("version").err()).isEqualTo("building ...\n");
    assertThat(launcher.run("version").err()).isEmpty();
  }

  @Test
  void buildsAgainWhenASourceIsGone() throws Exception {
    launcher.run("version");
    Files.delete(source);

    assertThat(launcher.run("version").err()).isEqualTo("building ...\n");
  }

  @Test
  void acceptsABuildMadeByHandWhenItBeganAfterTheLastChange() throws Exception {
    Files.createDirectories(checkout.resolve("conf/target/sluice/lib"));
    Path started = checkout.resolve("conf/target/sluice/build-started");

    Files.writeString(started, asTouchReadsIt(Instant.now().minusSeconds(60)));
    assertThat(launcher.run("version").err()).isEmpty();

    Files.writeString(source, "final class Gateway {}");
    assertThat(launcher.run("version").err()).isEqualTo("building ...\n");
  }

  @Test
  void showsWhatMavenSaidWhenTheBuildFails() throws Exception {
    mavenThat("echo 'Gateway.java:[1,7] error' && exit 1");

    Outcome outcome = launcher.run("version");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err())
        .isEqualTo("building ...\nGateway.java:[1,7] error\nsluice: the build failed\n");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void putsPluginsOnTheClassPath() throws Exception {
    Files.createDirectory(checkout.resolve("plugins"));
    Files.createFile(checkout.resolve("plugins/mine.jar"));

    assertThat(launcher.run("version").out())
        .contains(checkout + "/conf/target/sluice/lib/a.jar:" + checkout + "/plugins/mine.jar");
  }

  @Test
  void givesEachJavaOnlyTheFlagsItKnows() throws Exception {
    assertThat(launcher.run("version").out()).doesNotContain("--sun-misc-unsafe-memory-access");

    java("25.0.1");
    assertThat(launcher.run("version").out())
        .contains("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    mavenThat(
        "echo x >> builds; until [ -e go ]; do sleep 0.05; done;"
            + " mkdir -p conf/target/sluice/lib && touch conf/target/sluice/lib/a.jar");
    try (Run first = launcher.start("version")) {
      first.awaitError("building ...");
      try (Run second = launcher.start("version")) {
        second.awaitError("waiting for the build of process " + first.pid() + " ...");
        Files.createFile(checkout.resolve("go"));

        assertThat(first.outcome().code()).isZero();
        assertThat(second.outcome().code()).isZero();
        assertThat(second.outcome().out()).contains("GatewayMain version");
        assertThat(checkout.resolve("builds")).hasContent("x");
      }
    }
  }

  @Test
  void aLockOfAProcessThatWasKilledIsPassedOver() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Path target = Files.createDirectories(checkout.resolve("conf/target"));
    Files.createSymbolicLink(target.resolve(".building"), Path.of(Long.toString(gone.pid())));

    Outcome outcome = launcher.run("version");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEqualTo("building ...\n");
    assertThat(target).isDirectoryNotContaining("glob:**.building*");
  }

  @Test
  void aFailedBuildLeavesNoLock() throws Exception {
    mavenThat("exit 1");
    launcher.run("version");
    assertThat(checkout.resolve("conf/target")).isDirectoryNotContaining("glob:**.building*");
  }

  @Test
  void saysThatBuildingTakesAJdk() throws Exception {
    Files.delete(temp.resolve("bin/javac"));

    Outcome outcome = launcher.run("version");

    assertThat(outcome.code()).isEqualTo(3);
    assertThat(outcome.err())
        .isEqualTo(
            "sluice: "
                + temp
                + "/bin/java has no javac beside it: a JRE is not enough to build"
                + " (expected: a JDK, Java 17 or newer)\n");
  }

  @Test
  void buildsWithTheJavaThatItFoundOnThePath() throws Exception {
    mavenThat("echo \"$JAVA_HOME\" > with; mkdir -p conf/target/sluice/lib");

    assertThat(launcher.with("JAVA_HOME", "").run("version").code()).isZero();
    assertThat(checkout.resolve("with")).hasContent(temp.toString());
  }

  private void mavenThat(String script) throws IOException {
    executable(temp.resolve("bin/mvn"), "cd '" + checkout + "' && " + script);
  }

  private void java(String version) throws IOException {
    Files.writeString(temp.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    executable(temp.resolve("bin/java"), "echo \"$@\"");
    executable(temp.resolve("bin/javac"), "exit 1");
  }

  private static Path executable(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void makeOld(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
  }

  private static String asTouchReadsIt(Instant time) {
    return DateTimeFormatter.ofPattern("yyyyMMddHHmm.ss").withZone(ZoneOffset.UTC).format(time);
  }
}
