package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckIT {
  @TempDir Path temp;

  @Test
  void takesTheShippedConfigWhenNoneIsNamed() throws Exception {
    Outcome outcome = Launcher.built().from(temp).run("check");

    assertThat(outcome.out()).endsWith("conf/sluice.yaml: ok (1 route, 0 upstreams)\n");
    assertThat(outcome.code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sluice.yaml", "demo.yaml"})
  void shippedConfigsAreRight(String name) throws Exception {
    Outcome outcome = Launcher.built().run("check", "--config", "sluice/conf/" + name);

    assertThat(outcome.out()).startsWith("sluice/conf/" + name + ": ok");
    assertThat(outcome.code()).isZero();
  }

  @Test
  void saysEverythingThatIsWrongWithItsPath() throws Exception {
    Files.writeString(
        temp.resolve("bad.yaml"),
        """
        listeners: [ { id: http, bind: 127.0.0.1:99999 } ]
        routes:
          - id: users
            upstream: nobody
            colour: red
            filters: [ { name: request_size, config: { max: -5 } } ]
        """);

    Outcome outcome = Launcher.built().from(temp).run("check", "--config", "bad.yaml");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).isEqualTo("bad.yaml: 4 errors\n");
    assertThat(outcome.out())
        .contains("listeners[0].bind: 127.0.0.1:99999 (expected: ")
        .contains("routes[0].upstream: unknown upstream nobody")
        .contains("routes[0].colour: ")
        .contains("routes[0].filters[0].config.max: -5 (expected: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing.yaml: no such file", ".: cannot be read: Is a directory"})
  void saysWhyAFileCannotBeRead(String message) throws Exception {
    String name = message.substring(0, message.indexOf(':'));
    Outcome outcome = Launcher.built().from(temp).run("check", "--config", name);

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).startsWith(message);
  }
}
