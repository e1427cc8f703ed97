package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What README shows is what happens: its commands are run against the demo, its config is checked.
 */
class ReadmeIT {
  private static final Path README = Path.of("..", "README.md");
  private static final String DEMO = "./sluice demo";
  private static final Pattern BLOCK = Pattern.compile("(?s)```(console|yaml)\n(.*?)```");

  /** A command, and the lines that README shows behind it. */
  private record Example(String command, List<String> shown) {}

  @Test
  void theTourShowsRealOutput() throws Exception {
    int port = Ports.free();
    int adminPort = Ports.free();
    Launcher launcher =
        Launcher.built()
            .with("SLUICE_DEMO_PORT", Integer.toString(port))
            .with("SLUICE_DEMO_ADMIN_PORT", Integer.toString(adminPort));
    try (Run demo = launcher.start("demo")) {
      demo.awaitOutput("Ctrl-C ends it");
      List<Example> examples = examples();
      assertThat(examples).hasSizeGreaterThan(6);
      for (Example example : examples) {
        String command = example.command().replace(":8080", ":" + port);
        String output =
            command.equals(DEMO) ? demo.output() : run(command.replace(":9901", ":" + adminPort));
        assertShown(
            example,
            output
                .replace(":" + port, ":8080")
                .replace(":" + adminPort, ":9901")
                .replace("\"" + port + "\"", "\"8080\""));
      }
    }
  }

  /** A last line of three dots stands for the rest. */
  private static void assertShown(Example example, String output) {
    String shown = masked(String.join("\n", example.shown()));
    if (shown.endsWith("\n...")) {
      String beginning = shown.substring(0, shown.length() - "...".length());
      assertThat(masked(output)).as(example.command()).startsWith(beginning);
    } else {
      assertThat(masked(output)).as(example.command()).isEqualTo(shown);
    }
  }

  @Test
  void theConfigIsRight(@TempDir Path temp) throws Exception {
    for (String yaml : blocks("yaml")) {
      Path file = Files.writeString(temp.resolve("my.yaml"), yaml);
      Outcome outcome = Launcher.built().run("check", "--config", file.toString());
      assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
    }
  }

  private static List<Example> examples() throws Exception {
    List<Example> examples = new ArrayList<>();
    for (String block : blocks("console")) {
      for (String line : block.lines().toList()) {
        if (line.startsWith("$ ")) {
          examples.add(new Example(line.substring(2), new ArrayList<>()));
        } else {
          examples.get(examples.size() - 1).shown().add(line);
        }
      }
    }
    return examples;
  }

  private static List<String> blocks(String language) throws Exception {
    List<String> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(README));
    while (block.find()) {
      if (block.group(1).equals(language)) {
        found.add(block.group(2));
      }
    }
    return found;
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

  /** Without what differs from run to run. */
  private static String masked(String output) {
    return output
        .replace("\r", "")
        .replaceAll("[0-9a-f]{32}", "ID")
        .replaceAll("(?m)^date: .*$", "date: now")
        .replaceAll("\\(\\w+, \\d+ workers?\\)", "(transport, workers)")
        .replaceAll("ready in \\d+ ms", "ready in N ms")
        .replaceAll(" /\\S*/conf/demo.yaml", " demo.yaml")
        .strip();
  }
}
