package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An origin may close a kept connection just as the next request is on its way (RFC 9112 9.3.1).
 * That is nobody's fault: what may be repeated is sent once more on a new connection, without any
 * retry policy and without counting as a retry.
 */
class StaleConnectionTest {
  private static final String YAML =
      """
      routes:
        - id: all
          upstream: origin
          %s
      upstreams:
        - { id: origin, targets: [ { address: "${origin}" } ] }
      """;

  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.of(YAML.formatted(""));

  /** Leaves one kept connection, on which the origin answers no second request. */
  @BeforeEach
  void keepOne() {
    sluice.origin().kill();
    sluice.origin().restart();
    Await.until("the gateway has noticed", () -> kept() == 0);
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              if (request.position() > 0) {
                connection.close();
              } else {
                connection.answer(200, request.text());
              }
            });
    assertThat(sluice.connect().get("/keep").read().status()).isEqualTo(200);
  }

  private static double kept() {
    return sluice
        .gateway()
        .metric("sluice_connections{side=\"upstream\",state=\"idle\",upstream=\"origin\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "OPTIONS", "PUT"})
  void whatIsIdempotentSucceeds(String method) {
    String request = method + " / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
    RawClient client = sluice.connect();
    for (int i = 0; i < 3; i++) {
      assertThat(client.send(request).read().text()).isEqualTo("hello");
    }
    assertThat(sluice.origin().requests()).hasSize(1 + 3 * 2);
    assertThat(
            sluice
                .gateway()
                .metric("sluice_retries_total{outcome=\"succeeded\",upstream=\"origin\"}"))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH"})
  void whatIsNotIdempotentFails(String method) {
    String request = method + " / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
    RawResponse response = sluice.connect().send(request).read();
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.problem()).isEqualTo("upstream_reset");
    assertThat(sluice.origin().requests()).hasSize(2);
  }

  @Test
  void unlessTheRouteSaysThatItIs() {
    sluice.reload(YAML.formatted("retry: { methods: [POST], attempts: 0 }"));
    String request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
    assertThat(sluice.connect().send(request).read().text()).isEqualTo("hello");
  }

  @Test
  void aNewConnectionThatFailsTooIsAFault() {
    sluice.origin().answer((request, connection) -> connection.close());
    assertThat(sluice.connect().get("/").read().problem()).isEqualTo("upstream_reset");
    assertThat(sluice.origin().requests()).hasSize(3); // kept, stale, new
  }

  @Test
  void anAnswerThatHasBegunIsAFault() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 200");
              connection.close();
            });
    assertThat(sluice.connect().get("/").read().problem()).isEqualTo("upstream_closed_early");
    assertThat(sluice.origin().requests()).hasSize(2);
  }

  @Test
  void aConnectionThatWasClosedBeforeIsNotUsed() {
    sluice.origin().kill();
    sluice.origin().restart();
    String request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
    Await.until("the gateway has noticed", () -> kept() == 0);
    assertThat(sluice.connect().send(request).read().text()).isEqualTo("hello");
  }
}
