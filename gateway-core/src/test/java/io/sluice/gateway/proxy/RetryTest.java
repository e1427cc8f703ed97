package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubConnection;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which failure of which request is tried again, how often, and what the client gets at last. */
class RetryTest {
  enum Fault {
    /** Ends the connection without a byte. */
    CLOSES,
    RESETS,
    CLOSES_IN_HEAD,
    GARBAGE,
    SILENT,
    ANSWERS_500,
    ANSWERS_502,
    ANSWERS_503,
    ANSWERS_504;

    void commit(StubConnection on) throws IOException {
      switch (this) {
        case CLOSES -> on.close();
        case RESETS -> on.reset();
        case CLOSES_IN_HEAD -> {
          on.send("HTTP/1.1 200 OK\r\n");
          on.close();
        }
        case GARBAGE -> {
          on.send("garbage\r\n");
          on.awaitEnd();
        }
        case SILENT -> on.awaitEnd();
        default -> on.answer(Integer.parseInt(name().substring(8)), "of the origin");
      }
    }
  }

  private static final String QUICK = "backoff: { base: 1ms, max: 2ms }";

  private static final String YAML =
      """
      routes:
        - id: all
          upstream: %2$s
          %1$s
      upstreams:
        - id: %2$s
          targets: [ { address: "${origin}" } ]
      """;

  @RegisterExtension
  static final GatewayExtension sluice = GatewayExtension.of(YAML.formatted("", "origin"));

  private static int upstreams;

  /** With an upstream of its own: a kept connection that proves stale is another matter. */
  private static void policy(String options) {
    String all = options.isEmpty() ? QUICK : options + ", " + QUICK;
    sluice.reload(YAML.formatted("retry: { " + all + " }", "origin" + ++upstreams));
  }

  private static String request(String method) {
    boolean body = method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    return method
        + " / HTTP/1.1\r\nHost: x\r\n"
        + (body ? "Content-Length: 5\r\n\r\nhello" : "\r\n");
  }

  @ParameterizedTest(name = "{0} on {1} with [{2}] -> {3} attempts, {4} {5}")
  @CsvSource(
      nullValues = "-",
      value = {
        // by default: twice more, for what is idempotent
        "CLOSES,         GET,     '', 3, 502, upstream_reset",
        "RESETS,         GET,     '', 3, 502, upstream_reset",
        "CLOSES_IN_HEAD, GET,     '', 3, 502, upstream_closed_early",
        "GARBAGE,        GET,     '', 3, 502, malformed_response",
        "ANSWERS_502,    GET,     '', 3, 502, -",
        "ANSWERS_503,    GET,     '', 3, 503, -",
        "ANSWERS_504,    GET,     '', 3, 504, -",
        "ANSWERS_500,    GET,     '', 1, 500, -",
        "RESETS,         HEAD,    '', 3, 502, -",
        "RESETS,         OPTIONS, '', 3, 502, upstream_reset",
        "RESETS,         PUT,     '', 3, 502, upstream_reset",
        "RESETS,         DELETE,  '', 3, 502, upstream_reset",
        "ANSWERS_503,    PUT,     '', 3, 503, -",
        // never what is not
        "CLOSES,         POST,    '', 1, 502, upstream_reset",
        "RESETS,         POST,    '', 1, 502, upstream_reset",
        "RESETS,         PATCH,   '', 1, 502, upstream_reset",
        "RESETS,         PROPFIND,'', 1, 502, upstream_reset",
        "CLOSES_IN_HEAD, POST,    '', 1, 502, upstream_closed_early",
        "ANSWERS_503,    POST,    '', 1, 503, -",
        // unless the route says so; what it does not list is not tried
        "RESETS,         POST,    'methods: [POST]', 3, 502, upstream_reset",
        "ANSWERS_503,    POST,    'methods: [POST]', 3, 503, -",
        "RESETS,         GET,     'methods: [POST]', 1, 502, upstream_reset",
        // how often
        "RESETS,         GET,     'attempts: 0', 1, 502, upstream_reset",
        "ANSWERS_503,    GET,     'attempts: 0', 1, 503, -",
        "RESETS,         GET,     'attempts: 1', 2, 502, upstream_reset",
        "ANSWERS_503,    GET,     'attempts: 4', 5, 503, -",
        // for which causes
        "RESETS,         GET,     'on: [503]',   1, 502, upstream_reset",
        "ANSWERS_503,    GET,     'on: [503]',   3, 503, -",
        "ANSWERS_503,    GET,     'on: [reset]', 1, 503, -",
        "ANSWERS_500,    GET,     'on: [500]',   3, 500, -",
        "RESETS,         GET,     'on: [connect_failure, refused]', 1, 502, upstream_reset",
        // an attempt that takes too long is a 504
        "SILENT, GET,  'per_try_timeout: 60ms, attempts: 1', 2, 504, per_try_timeout",
        "SILENT, GET,  'per_try_timeout: 60ms, on: [reset]', 1, 504, per_try_timeout"
      })
  void triesAgain(
      Fault fault, String method, String policy, int attempts, int status, String reason) {
    policy(policy);
    sluice.origin().answer((request, connection) -> fault.commit(connection));
    RawClient client = sluice.connect().send(request(method));

    RawResponse response = method.equals("HEAD") ? client.readToHead() : client.read();
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.problem()).isEqualTo(reason);
    assertThat(sluice.origin().requests()).hasSize(attempts);
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void withoutAPolicyNothingIsTriedAgain() {
    sluice.origin().answer((request, connection) -> connection.reset());
    assertThat(sluice.connect().get("/").read().problem()).isEqualTo("upstream_reset");
    assertThat(sluice.origin().requests()).hasSize(1);
  }

  @Test
  void theClientSeesTheAttemptThatSucceeds() {
    policy("");
    String of = "upstream=\"origin" + upstreams + "\"}";
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              switch (sluice.origin().requests().size()) {
                case 1 -> connection.answer(503, "busy");
                case 2 -> connection.reset();
                default -> connection.answer(200, "at last");
              }
            });
    RawResponse response = sluice.connect().get("/").read();
    assertThat(response.text()).isEqualTo("at last");
    assertThat(sluice.gateway().metric("sluice_retries_total{outcome=\"succeeded\"," + of))
        .isEqualTo(1);
  }

  @Test
  void aFailedAttemptsShortAnswerIsReadSoThatItsConnectionLivesOn() {
    policy("attempts: 3");
    int before = sluice.origin().connections();
    sluice.origin().answer((request, connection) -> connection.answer(503, "busy"));
    assertThat(sluice.connect().get("/").read().status()).isEqualTo(503);
    assertThat(sluice.origin().connections()).isLessThanOrEqualTo(before + 1);
  }

  @Test
  void aFailedAttemptsEndlessAnswerIsCutOff() {
    policy("attempts: 1");
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              if (sluice.origin().requests().size() > 1) {
                connection.answer(200, "ok");
                return;
              }
              connection.send("HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) {
                connection.send("3\r\nabc\r\n");
                connection.pause(1);
              }
            });
    assertThat(sluice.connect().get("/").read().text()).isEqualTo("ok");
  }

  @ParameterizedTest
  @CsvSource({"Content-Length: 10", "Transfer-Encoding: chunked"})
  void nothingIsTriedAgainOnceTheHeadHasGoneToTheClient(String framing) {
    policy("");
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n3\r\nabc\r\n");
              connection.pause(30);
              connection.reset();
            });
    RawClient client = sluice.connect().get("/");
    assertThatThrownBy(client::read).isInstanceOf(AssertionError.class);
    assertThat(sluice.origin().requests()).hasSize(1);
  }

  @Test
  void informationalResponsesOfAFailedAttemptDoNoHarm() {
    policy("attempts: 1");
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
              if (sluice.origin().requests().size() > 1) {
                connection.answer(200, "ok");
              } else {
                connection.reset();
              }
            });
    RawResponse response = sluice.connect().get("/").read();
    assertThat(response.text()).isEqualTo("ok");
    assertThat(response.informational()).hasSizeBetween(1, 2);
  }
}
