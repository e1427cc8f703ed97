package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Whatever is wrong with a file is told in one go, by {@code check} and by {@code run}. */
class AllErrorsTest {
  private static final String GOOD =
      """
      listeners: [ { id: http, bind: "127.0.0.1:0" } ]
      server:
        workers: 1
        transport: nio
      admin: { bind: "127.0.0.1:0" }
      access_log:
        queue_size: 64
        format: json
      routes:
        - id: moved
          timeout: { request: 1s }
          redirect:
            status: 308
            location: "/{host}"
        - id: users
          match: { path: { template: "/users/{id}" } }
          rewrite: { host: keep, path: "/u/{id}" }
          upstream: users
        - id: split
          weighted_upstreams: [ { upstream: users, weight: 1 } ]
        - id: told
          direct_response:
            status: 200
            headers: { x-a: b }
      upstreams:
        - id: users
          limits: { max_pending: 5 }
          targets:
            - { address: "127.0.0.1:1", weight: 1 }
            - { address: "127.0.0.1:2" }
        - id: others
          targets: [ { address: "127.0.0.1:3" } ]
      """;

  /** One slip: what of the good file becomes what, and the beginning of the error. */
  private record Slip(String good, String bad, String path, String message) {
    int line() {
      int at = GOOD.indexOf(good);
      assertThat(at).as(good).isNotNegative().isEqualTo(GOOD.lastIndexOf(good));
      return 1 + (int) GOOD.substring(0, at).chars().filter(c -> c == '\n').count();
    }
  }

  private static final Slip DURATION =
      new Slip("request: 1s", "request: abc", "routes[0].timeout.request", "abc (expected: ");
  private static final Slip VARIABLE =
      new Slip(
          "\"/{host}\"",
          "\"/{bogus}\"",
          "routes[0].redirect.location",
          "/{bogus}: unknown variable {bogus} (expected: ");
  private static final Slip STATUS =
      new Slip("status: 308", "status: x", "routes[0].redirect.status", "x (expected: ");
  private static final Slip FORMAT =
      new Slip(
          "format: json",
          "format: \"{nope}\"",
          "access_log.format",
          "unknown variable {nope} (expected: ");
  private static final Slip QUEUE =
      new Slip("queue_size: 64", "queue_size: 1", "access_log.queue_size", "1 (expected: ");
  private static final Slip HOST =
      new Slip(
          "\"127.0.0.1:1\"",
          "\"one.invalid:1\"",
          "upstreams[0].targets[0].address",
          "one.invalid (expected: an address, or a name that resolves)");
  private static final Slip SECOND_HOST =
      new Slip(
          "\"127.0.0.1:2\"",
          "\"two.invalid:1\"",
          "upstreams[0].targets[1].address",
          "two.invalid (expected: an address, or a name that resolves)");
  private static final Slip OTHER_HOST =
      new Slip(
          "\"127.0.0.1:3\"",
          "\"one.invalid:3\"",
          "upstreams[1].targets[0].address",
          "one.invalid (expected: an address, or a name that resolves)");
  private static final Slip LIMITS =
      new Slip(
          "max_pending: 5", "max_pending: x", "upstreams[0].limits.max_pending", "x (expected: ");
  private static final Slip WEIGHT =
      new Slip(
          "users, weight: 1",
          "users, weight: 0",
          "routes[2].weighted_upstreams",
          "weights sum to 0 (expected: > 0)");
  private static final Slip REWRITE_HOST =
      new Slip("host: keep", "host: \"a b\"", "routes[1].rewrite.host", "a b (expected: ");
  private static final Slip REWRITE =
      new Slip(
          "\"/u/{id}\"",
          "\"/u/{di}\"",
          "routes[1].rewrite.path",
          "/u/{di}: unknown variable {di} (expected: ");
  private static final Slip PATH_TEMPLATE = // {id} of the rewrite is no second error
      new Slip(
          "\"/users/{id}\"",
          "\"/users/x{id}\"",
          "routes[1].match.path.template",
          "/users/x{id} (expected: ");
  private static final Slip FRAMING =
      new Slip(
          "x-a: b",
          "Expect: b",
          "routes[3].direct_response.headers.Expect",
          "Expect (expected: no field that frames the message)");
  private static final Slip ANSWER_STATUS =
      new Slip("status: 200", "status: 99", "routes[3].direct_response.status", "99 (expected: ");
  private static final Slip TRANSPORT = transport();

  private static Slip transport() {
    String other = Epoll.isAvailable() ? "kqueue" : "epoll";
    assertThat(Epoll.isAvailable() && KQueue.isAvailable()).isFalse();
    return new Slip(
        "transport: nio", "transport: " + other, "server.transport", other + " (expected: auto, ");
  }

  static final List<List<Slip>> MIXES =
      List.of(
          List.of(FORMAT),
          List.of(TRANSPORT),
          List.of(HOST, SECOND_HOST),
          List.of(DURATION, VARIABLE, FORMAT, HOST),
          List.of(FORMAT, HOST, SECOND_HOST, OTHER_HOST, TRANSPORT),
          List.of(STATUS, VARIABLE, QUEUE, FORMAT),
          List.of(LIMITS, HOST, SECOND_HOST, OTHER_HOST),
          List.of(PATH_TEMPLATE, WEIGHT, HOST),
          List.of(REWRITE_HOST, REWRITE, FRAMING, ANSWER_STATUS, TRANSPORT),
          List.of(
              DURATION,
              VARIABLE,
              STATUS,
              QUEUE,
              FORMAT,
              LIMITS,
              HOST,
              SECOND_HOST,
              OTHER_HOST,
              REWRITE_HOST,
              REWRITE,
              WEIGHT,
              FRAMING,
              ANSWER_STATUS,
              TRANSPORT));

  @TempDir Path home;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @FieldSource("MIXES")
  void checkTellsAllErrorsAtOnce(List<Slip> slips) throws IOException {
    expectAll("check", slips);
  }

  @ParameterizedTest
  @FieldSource("MIXES")
  void runTellsAllErrorsAtOnce(List<Slip> slips) throws IOException {
    expectAll("run", slips);
  }

  private void expectAll(String command, List<Slip> slips) throws IOException {
    String text = GOOD;
    for (Slip slip : slips) {
      text = text.replace(slip.good(), slip.bad());
    }
    Path file = Files.writeString(home.resolve("bad.yaml"), text);

    assertThat(execute(command, "--config", file.toString())).isEqualTo(1);
    List<String> told =
        (out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8))
            .lines()
            .filter(line -> line.matches(".*\\(line [0-9]+\\)"))
            .toList();
    assertThat(told).hasSameSizeAs(slips);
    for (Slip slip : slips) {
      assertThat(told)
          .anyMatch(
              line ->
                  line.startsWith(slip.path() + ": " + slip.message())
                      && line.endsWith("(line " + slip.line() + ")"));
    }
  }

  private int execute(String... arguments) {
    return SluiceCommand.line(
            new Home(home),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .execute(arguments);
  }
}
