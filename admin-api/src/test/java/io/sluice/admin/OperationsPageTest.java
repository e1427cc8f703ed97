package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/operations.md shows of the admin API is what happens. */
class OperationsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "operations.md");
  private static final Pattern BLOCK = Pattern.compile("(?s)```console\n(.*?)```");
  private static final String YAML =
      """
      routes: [ { id: all, upstream: users } ]
      upstreams:
        - { id: users, targets: [ { address: "${origin}" }, { address: "${origin2}" } ] }
      """;

  /** A command, and what the page shows behind it. */
  private record Example(StringBuilder command, StringBuilder shown) {}

  @Test
  void showsRealOutput() throws Exception {
    try (StubOrigin first = StubOrigin.answering(200, "ok");
        StubOrigin second = StubOrigin.answering(200, "ok");
        TestGateway gateway = TestGateway.start(YAML, first, second)) {
      int adminPort = gateway.gateway().adminAddress().getPort();
      List<Example> examples = examples();
      assertThat(examples).hasSizeGreaterThan(3);
      for (Example example : examples) {
        String command =
            example
                .command()
                .toString()
                .replace("127.0.0.1:9001", first.address())
                .replace("127.0.0.1:9901", "127.0.0.1:" + adminPort);
        String output =
            run(command)
                .replace(first.address(), "127.0.0.1:9001")
                .replace(second.address(), "127.0.0.1:9002");
        assertThat(masked(output)).as(command).isEqualTo(masked(example.shown().toString()));
      }
    }
  }

  private static String masked(String output) {
    return output.replaceAll("[0-9a-f]{32}", "ID");
  }

  private static List<Example> examples() throws Exception {
    List<Example> examples = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(PAGE));
    while (block.find()) {
      boolean goesOn = false;
      for (String line : block.group(1).lines().toList()) {
        if (line.startsWith("$ ")) {
          examples.add(new Example(new StringBuilder(), new StringBuilder()));
        }
        Example last = examples.get(examples.size() - 1);
        boolean command = goesOn || line.startsWith("$ ");
        String text = command && !goesOn ? line.substring(2) : line;
        (command ? last.command() : last.shown()).append(text).append('\n');
        goesOn = command && line.endsWith("\\");
      }
    }
    return examples;
  }

  private static String run(String command) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(command).isTrue();
    assertThat(process.exitValue()).as(command).isZero();
    return output;
  }
}
