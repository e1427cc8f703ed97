package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SluiceCommandTest {
  private static final String GOOD =
      "listeners: [ { id: http, bind: 127.0.0.1:0 } ]\nroutes: [ { id: a, direct_response: {} } ]\n";

  @TempDir Path home;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "walk | unknown command walk (see `sluice --help`)",
        "run --confg x | unknown option --confg, did you mean --config? (see `sluice run --help`)",
        "run --confg=x | unknown option --confg, did you mean --config? (see `sluice run --help`)",
        "check --colour | unknown option --colour, did you mean --config? (see `sluice check --help`)",
        "check --config | Missing required parameter for option '--config' (FILE) (see `sluice check --help`)",
        "version now | unknown argument now (see `sluice version --help`)",
        "help walk | unknown command walk (see `sluice --help`)",
        "check my.yaml | unknown argument my.yaml, did you mean: sluice check --config my.yaml? (see `sluice check --help`)",
        "run my.yaml | unknown argument my.yaml, did you mean: sluice run --config my.yaml? (see `sluice run --help`)",
      })
  void wrongUsageIsNamedInOneLine(String arguments, String said) {
    assertThat(execute(arguments.split(" "))).isEqualTo(2);
    assertThat(warned()).isEqualTo("sluice: " + said + System.lineSeparator());
    assertThat(out.size()).isZero();
  }

  @Test
  void noCommandAtAllShowsThemAll() {
    assertThat(execute()).isEqualTo(2);
    assertThat(warned()).startsWith("Usage: sluice ").contains("check");
    assertThat(out.size()).isZero();
  }

  @Test
  void checkTakesTheHomesConfigByDefault() throws IOException {
    Path config = Files.createDirectory(home.resolve("conf")).resolve("sluice.yaml");
    Files.writeString(config, GOOD);

    assertThat(execute("check")).isZero();
    assertThat(printed())
        .isEqualTo(config + ": ok (1 route, 0 upstreams)" + System.lineSeparator());
  }

  @Test
  void checkPrintsEveryErrorWithItsPath() throws IOException {
    Path config = home.resolve("bad.yaml");
    Files.writeString(config, GOOD + "servers: 7\nserver: { workers: -1 }\n");

    assertThat(execute("check", "--config", config.toString())).isEqualTo(1);
    assertThat(printed()).contains("servers: ").contains("server.workers: -1 (expected: ");
  }

  @Test
  void runRefusesAConfigWithErrors() throws IOException {
    Path config = home.resolve("bad.yaml");
    Files.writeString(config, GOOD + "servers: 7\n");

    assertThat(execute("run", "--config", config.toString())).isEqualTo(1);
    assertThat(warned().lines())
        .hasSize(2)
        .startsWith(config + ": 1 error")
        .last()
        .asString()
        .startsWith("servers: ");
    assertThat(out.size()).isZero();
  }

  @Test
  void checkNamesTheFileBesideTheErrors() throws IOException {
    Path config = home.resolve("bad.yaml");
    Files.writeString(config, GOOD + "servers: 7\nserver: { workers: -1 }\n");

    assertThat(execute("check", "--config", config.toString())).isEqualTo(1);
    assertThat(warned()).isEqualTo(config + ": 2 errors" + System.lineSeparator());
    assertThat(printed().lines()).hasSize(2);
  }

  @Test
  void checkWarnsOfWhatIsOdd() throws IOException {
    Path config = home.resolve("odd.yaml");
    Files.writeString(
        config, GOOD + "upstreams: [ { id: u, targets: [ { address: '127.0.0.1:1' } ] } ]\n");

    assertThat(execute("check", "--config", config.toString())).isZero();
    assertThat(warned())
        .isEqualTo("warning: upstreams[0]: no route uses u" + System.lineSeparator());
    assertThat(printed()).contains(": ok (1 route, 1 upstream)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "run"})
  void aBadLogFormatIsAConfigErrorAtItsPlace(String command) throws IOException {
    Path config = home.resolve("bad.yaml");
    String text = GOOD + "admin: { bind: 127.0.0.1:0 }\naccess_log:\n  format: '{nope}'\n";
    Files.writeString(config, text);

    assertThat(execute(command, "--config", config.toString())).isEqualTo(1);
    assertThat(warned()).startsWith(config + ": 1 error");
    assertThat(printed() + warned())
        .containsPattern("access_log.format: unknown variable \\{nope} .*\\(line 5\\)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "run"})
  void anAccessLogInADirectoryThatIsNotThereIsAConfigError(String command) throws IOException {
    Path config = home.resolve("bad.yaml");
    Path log = home.resolve("nowhere/access.log");
    String text = GOOD + "admin: { bind: 127.0.0.1:0 }\naccess_log:\n  path: " + log + "\n";
    Files.writeString(config, text);

    assertThat(execute(command, "--config", config.toString())).isEqualTo(1);
    assertThat(printed() + warned())
        .contains(
            "access_log.path: "
                + log
                + " (expected: a file in a directory that exists; "
                + log.getParent()
                + " does not) (line 5)");
  }

  @Test
  void versionIsAnOptionToo() {
    assertThat(execute("version")).isZero();
    String version = printed();
    out.reset();

    assertThat(execute("--version")).isZero();
    assertThat(printed()).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help", "help check", "check --help"})
  void helpIsNoError(String arguments) {
    assertThat(execute(arguments.split(" "))).isZero();
    assertThat(printed())
        .contains(arguments.contains("check") ? "Usage: sluice check" : "Usage: sluice [");
    assertThat(err.size()).isZero();
  }

  @Test
  void aFileThatIsNotThereIsAConfigError() {
    assertThat(execute("check", "--config", "nowhere.yaml")).isEqualTo(1);
    assertThat(printed()).isEqualTo("nowhere.yaml: no such file" + System.lineSeparator());
  }

  @Test
  void versionNamesSluiceAndJava() {
    assertThat(execute("version")).isZero();
    assertThat(printed()).startsWith("sluice ").contains("java " + Runtime.version());
  }

  private int execute(String... arguments) {
    return SluiceCommand.line(
            new Home(home),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .execute(arguments);
  }

  private String warned() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
