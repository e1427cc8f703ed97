package io.sluice.filters.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients get in place of an answer that is none. */
class FallbackEndToEndTest {
  private static final String DIRECT =
      """
      { direct_response: { headers: { content-type: application/json, x-path: "{path}" },\
       body: '{"items":[],"of":"{header.x-user}"}' } }""";

  @TempDir Path folder;

  private final ManualTicker clock = new ManualTicker();
  private final StubOrigin origin = StubOrigin.answering(200, "first");
  private final StubOrigin other = StubOrigin.answering(200, "second");
  private Path log = Path.of("");
  private TestGateway gateway;

  private RawClient start(String fallback, String behind) {
    log = folder.resolve("access.log");
    String yaml =
        """
        access_log: { path: "%s", format: "{status} {reason} [{story}]" }
        routes:
          - id: test
            upstream: first
            timeout: { request: 5s }
            retry: { attempts: 0 }
            filters:
              - { name: fallback, config: %s }
              %s
        upstreams:
          - { id: first, targets: [ { address: "${origin}" } ] }
          - { id: second, targets: [ { address: "${origin2}" } ] }
        """
            .formatted(log, fallback, behind);
    gateway = TestGateway.of(yaml).origins(origin, other).clock(clock).start();
    return gateway.connect();
  }

  @AfterEach
  void close() {
    if (gateway != null) {
      gateway.close();
    }
    origin.close();
    other.close();
  }

  private double count(String kind) {
    return gateway.metric("sluice_fallback_total{kind=\"" + kind + "\",route=\"test\"}");
  }

  private List<String> lines() {
    try {
      return Files.exists(log) ? Files.readAllLines(log) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void answersInTheOriginsPlaceWithVariables() {
    RawClient client = start(DIRECT, "");
    origin.answer((request, connection) -> connection.answer(503, "X-Why: sick\r\n", "no"));

    RawResponse response = client.send("GET /a HTTP/1.1\r\nHost: x\r\nX-User: eve\r\n\r\n").read();

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("{\"items\":[],\"of\":\"eve\"}");
    assertThat(response.headers().all("content-type")).containsExactly("application/json");
    assertThat(response.header("x-path")).isEqualTo("/a");
    assertThat(response.header("x-why")).isNull();
    assertThat(response.header("retry-after")).isNull();
    assertThat(count("direct_response")).isEqualTo(1);
    Await.until("it is told", () -> lines().size() == 1);
    assertThat(lines().get(0)).contains("fallback=direct_response after ");
  }

  @Test
  void leavesWhatItIsNotThereFor() {
    RawClient client = start(DIRECT, "");
    assertThat(client.get("/").read().text()).isEqualTo("first");
    origin.answer((request, connection) -> connection.answer(500, "broken"));
    assertThat(client.get("/").read().text()).isEqualTo("broken");
    assertThat(count("direct_response")).isZero();
  }

  @Test
  void answersPlainTextWhereNothingElseIsSaid() {
    RawClient client = start("{ direct_response: { status: 203, body: later } }", "");
    origin.kill();

    RawResponse response = client.get("/").read();

    assertThat(response.status()).isEqualTo(203);
    assertThat(response.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(response.text()).isEqualTo("later");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void answersWithoutABody(int status) {
    RawClient client = start("{ direct_response: { status: " + status + " } }", "");
    origin.kill();

    RawResponse response = client.get("/").read();

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("content-type")).isNull();
  }

  @Test
  void answersAHeadRequestWithoutABody() {
    RawClient client = start(DIRECT, "");
    origin.kill();
    assertThat(client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").readToHead().status())
        .isEqualTo(200);
    assertThat(client.get("/").read().status()).isEqualTo(200);
  }

  @Test
  void stepsInWhenTheTimeIsUp() {
    RawClient client = start("{ on: [timeout], direct_response: { body: sorry } }", "");
    CountDownLatch held = new CountDownLatch(1);
    origin.answer((request, connection) -> Await.open(held));
    client.get("/");
    Await.until("it is there", () -> !origin.requests().isEmpty());
    clock.advance(Duration.ofSeconds(6));

    assertThat(client.read().text()).isEqualTo("sorry");
    held.countDown();
  }

  @Test
  void stepsInWhenABreakerBehindItIsOpen() {
    RawClient client =
        start(
            "{ on: [breaker_open], direct_response: { body: sorry } }",
            "- { name: circuit_breaker, config: { minimum_calls: 2 } }");
    origin.answer((request, connection) -> connection.answer(500, "sick"));
    client.get("/").read();
    assertThat(client.get("/").read().status()).isEqualTo(500);

    RawResponse response = client.get("/").read();

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("sorry");
    assertThat(response.header("retry-after")).isNull();
    Await.until("it is told", () -> lines().size() == 3);
    assertThat(lines().get(2))
        .isEqualTo("200 breaker_open [breaker=open; fallback=direct_response after breaker_open]");
  }

  @Test
  void asksAnotherUpstreamWithTheSameRequest() {
    RawClient client = start("{ upstream: second }", "");
    origin.answer((request, connection) -> connection.answer(502, "X-Why: sick\r\n", "no"));

    RawResponse response = client.get("/a?b").read();

    assertThat(response.text()).isEqualTo("second");
    assertThat(response.header("x-why")).isNull();
    assertThat(other.takeRequest().target()).isEqualTo("/a?b");
    assertThat(count("upstream")).isEqualTo(1);
    Await.until("it is told", () -> lines().size() == 1);
    assertThat(lines().get(0)).contains("fallback=upstream:second after ");
  }

  @Test
  void asksAnotherUpstreamWhenTheBreakerIsOpen() {
    RawClient client =
        start("{ upstream: second }", "- { name: circuit_breaker, config: { minimum_calls: 2 } }");
    origin.answer((request, connection) -> connection.answer(500, "sick"));
    client.get("/").read();
    client.get("/").read();

    assertThat(client.get("/").read().text()).isEqualTo("second");
    assertThat(origin.requests()).hasSize(2);
  }

  @Test
  void givesWhatTheOtherUpstreamSaysEvenWhenThatFails() {
    RawClient client = start("{ upstream: second }", "");
    origin.answer((request, connection) -> connection.answer(503, "first is sick"));
    other.answer((request, connection) -> connection.answer(503, "second is sick"));

    assertThat(client.get("/").read().text()).isEqualTo("second is sick");
    assertThat(other.requests()).hasSize(1);
  }

  @Test
  void letsTheFirstAnswerStandWhenTheBodyCannotBeSentAgain() {
    RawClient client = start("{ upstream: second }", "");
    origin.answer((request, connection) -> connection.answer(503, "sick"));
    String body = "x".repeat(200_000);

    RawResponse response =
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n" + body).read();

    assertThat(response.text()).isEqualTo("sick");
    assertThat(other.requests()).isEmpty();
    assertThat(count("impossible")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                              | direct_response
          { upstream: second, direct_response: {} }       | direct_response
          { upstream: first }                             | upstream: first (expected: another than
          { upstream: nobody }                            | upstream: nobody (expected: the id of
          { upstream: second, on: [] }                    | on
          { upstream: second, on: [200] }                 | on[0]: 200
          { upstream: second, on: [Timeout] }             | on[0]: Timeout
          { upstream: second, stale: true }               | stale
          { stale: false }                                | stale: false (expected: true, or direct_response
          { stale: maybe }                                | stale: maybe
          { direct_response: { headers: { connection: x } } }  | direct_response.headers: connection
          { direct_response: { body: '{nobody}' } }       | {nobody}
          { direct_response: { status: 204, body: text } }| body: given (expected: none with status 204)
          { direct_response: { status: 100 } }            | status: 100
          """)
  void refusesAConfigThatCannotBeMeant(String config, String message) {
    assertThatThrownBy(() -> start(config, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("routes[0].filters[0].config")
        .hasMessageContaining(message);
  }
}
