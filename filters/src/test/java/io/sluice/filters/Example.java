package io.sluice.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a page shows: a config, and commands with their output against a gateway that runs it.
 *
 * @param config the page's only block of YAML
 * @param commands behind {@code $} in its blocks of console; one ends with the first line that does
 *     not end with a backslash
 */
record Example(String config, List<Command> commands) {
  private static final Pattern BLOCK = Pattern.compile("(?s)```(yaml|console)\n(.*?)```");

  /**
   * A command for a shell.
   *
   * @param shown what the page has below it, with what differs from run to run masked
   */
  record Command(String line, String shown) {

    /** Its output, likewise masked; what it says on standard error is dropped. */
    String run(int port) throws Exception {
      Process process =
          new ProcessBuilder("sh", "-c", line.replace(":8080", ":" + port))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(line).isTrue();
      return masked(output);
    }
  }

  static Example of(String page) {
    List<String> configs = new ArrayList<>();
    List<Command> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      if (block.group(1).equals("yaml")) {
        configs.add(block.group(2));
      } else {
        for (String command : block.group(2).split("(?m)^\\$ ", -1)) {
          int end = command.indexOf('\n');
          while (end > 0 && command.charAt(end - 1) == '\\') { // it goes on in the next line
            end = command.indexOf('\n', end + 1);
          }
          if (end > 0) {
            commands.add(new Command(command.substring(0, end), masked(command.substring(end))));
          }
        }
      }
    }
    assertThat(configs).hasSize(1);
    return new Example(configs.get(0), commands);
  }

  private static String masked(String output) {
    return output
        .replace("\r", "")
        .replaceAll("[0-9a-f]{32}", "ID")
        .replaceAll("(?m)^date: .*$", "date: now")
        .replaceAll("(?m)^age: .*$", "age: now")
        .replaceAll("; ttl=\\d+", "; ttl=SECONDS")
        .strip();
  }
}
