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

/** The examples of the admin API's page, one after another, against a gateway of this build. */
class AdminPageIT {
  private static final Path PAGE = Path.of("..", "docs", "admin-api.md");
  private static final Pattern BLOCK = Pattern.compile("(?s)```\n(.*?)```");
  private static final Pattern COMMAND = Pattern.compile("(?s)(?<=^|\n)curl .*?(?=\ncurl |\n?$)");

  /** Stands in the page for the tag that a client has been given. */
  private static final String SOME_TAG = "0123456789abcdef";

  @TempDir Path temp;

  @Test
  void theExamplesDoWhatTheySay() throws Exception {
    String config =
        """
        default_filters: [ { name: cache } ]
        routes: [ { id: users, match: { path: { prefix: /users } }, upstream: users } ]
        upstreams: [ { id: users, targets: [ { address: "127.0.0.1:9001" } ] } ]
        """;
    List<String> commands = commands();
    assertThat(commands).hasSizeGreaterThanOrEqualTo(20);
    try (GatewayRun gateway = GatewayRun.start(temp, config)) {
      Files.copy(temp.resolve("gateway.yaml"), temp.resolve("sluice.yaml"));
      String api = "http://127.0.0.1:" + gateway.adminPort() + "/admin/v1";
      for (String command : commands) {
        String output = run(command, api);
        String status = output.substring(output.length() - 3);
        String expected = command.contains(SOME_TAG) ? "412" : "20[0-4]";
        assertThat(status).as(command + "\n" + output).matches(expected);
      }
      gateway.stop();
    }
  }

  private static List<String> commands() throws Exception {
    List<String> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(PAGE));
    while (block.find()) {
      Matcher command = COMMAND.matcher(block.group(1));
      while (command.find()) {
        commands.add(command.group());
      }
    }
    return commands;
  }

  /** What it prints, and the status behind it. */
  private String run(String command, String api) throws Exception {
    ProcessBuilder shell =
        new ProcessBuilder(
                "sh", "-c", command.replaceFirst("curl ", "curl -s -w '\\\\n%{http_code}' "))
            .directory(temp.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    shell.environment().put("A", api);
    shell.environment().put("SLUICE_ADMIN_TOKEN", "none-is-asked-for");
    Process process = shell.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(command).isTrue();
    assertThat(process.exitValue()).as(command).isZero();
    return output;
  }
}
