package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What the launcher does at the end of a build of its own; here it serves the build by Maven, so
 * that {@code ./sluice} starts as quickly after it.
 */
class RehearsalIT {

  @Test
  void answersItselfAndLeavesTheClassesOfAStart() throws Exception {
    Path archive =
        Path.of("target/sluice", "java-" + Runtime.version().feature() + ".jsa").toAbsolutePath();
    Files.deleteIfExists(archive);

    Outcome outcome =
        Launcher.built()
            .with("SLUICE_JAVA_OPTS", "-XX:ArchiveClassesAtExit=" + archive)
            .run("demo", "--rehearse");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("/: HTTP/1.1 200 OK", "/flaky: HTTP/1.1 200 OK", "/nowhere: HTTP/1.1 404");
    assertThat(archive).isNotEmptyFile();
    Outcome next = Launcher.built().with("SLUICE_JAVA_OPTS", "-Xshare:on").run("version");
    assertThat(next.code()).as("a start that must use the archive").isZero();
  }
}
