package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While one endpoint is healthy, a request that may be repeated succeeds. */
class RetryElsewhereTest {
  private static final String YAML =
      """
      routes:
        - id: all
          upstream: three
          retry: { attempts: 2, backoff: { base: 1ms, max: 2ms } }
      upstreams:
        - id: three
          targets: [ { address: "${origin}" }, { address: "${origin2}" }, { address: "${origin3}" } ]
      """;

  private final StubOrigin one = StubOrigin.answering(200, "one");
  private final StubOrigin two = StubOrigin.answering(200, "two");
  private final StubOrigin three = StubOrigin.answering(200, "three");
  private final TestGateway gateway = TestGateway.start(YAML, one, two, three);

  @AfterEach
  void close() {
    gateway.close();
    one.close();
    two.close();
    three.close();
  }

  @Test
  void anEndpointThatFailedIsNotTriedAgainForTheSameRequest() {
    one.answer((request, connection) -> connection.answer(503, "busy"));
    two.answer((request, connection) -> connection.reset());
    RawClient client = gateway.connect();
    for (int i = 0; i < 30; i++) {
      assertThat(client.get("/").read().text()).isEqualTo("three");
    }
    assertThat(one.requests()).hasSizeLessThanOrEqualTo(30);
    assertThat(two.requests()).hasSizeLessThanOrEqualTo(30);
    assertThat(three.requests()).hasSize(30);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "POST", "PATCH"})
  void aRefusedConnectionIsTriedElsewhereWhateverTheMethod(String method) {
    one.kill();
    two.kill();
    String body = "x".repeat(100_000); // longer than what is kept for a replay
    RawClient client = gateway.connect();
    for (int i = 0; i < 6; i++) {
      client.send(
          method
              + " / HTTP/1.1\r\nHost: x\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      assertThat(client.read().text()).isEqualTo("three");
      assertThat(three.takeRequest().text()).isEqualTo(body); // nothing of it was sent before
    }
  }

  /** Whoever leaves retries out must not meet a dead endpoint for it. */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void soItIsWithoutAnyRetryPolicy(String method) {
    gateway.reload(YAML.replaceAll("(?m)^ *retry:.*\n", ""));
    one.kill();
    RawClient client = gateway.connect();
    for (int i = 0; i < 6; i++) {
      client.send(method + " / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
      assertThat(client.read().status()).isEqualTo(200);
    }
    two.answer((request, connection) -> connection.reset());
    three.answer((request, connection) -> connection.reset());
    assertThat(client.get("/").read().problem())
        .as("what was sent is not sent again")
        .isEqualTo("upstream_reset");
  }

  @Test
  void theDeadOnesAreSoonPassedOver() {
    one.kill();
    two.kill();
    RawClient client = gateway.connect();
    for (int i = 0; i < 50; i++) {
      assertThat(client.get("/").read().text()).isEqualTo("three");
    }
    assertThat(retries("succeeded")).isLessThan(10); // a few found out, the others went round them
  }

  @Test
  void whenAllRefuseTheLastErrorIsTheAnswer() {
    one.kill();
    two.kill();
    three.kill();
    assertThat(gateway.connect().get("/").read().problem()).isEqualTo("connection_refused");
    assertThat(retries("failed")).isEqualTo(2);

    three.restart();
    assertThat(gateway.connect().get("/").read().text()).isEqualTo("three");
  }

  private double retries(String outcome) {
    return gateway.metric("sluice_retries_total{outcome=\"" + outcome + "\",upstream=\"three\"}");
  }
}
