package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Informational responses: 100 (Continue), 103 (Early Hints), and 101, which nobody asked for. */
class InformationalTest {
  private static final String EXPECTING =
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";

  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.forwarding();

  @Test
  void theOriginSaysWhetherTheClientMayContinue() {
    sluice.origin().answer((request, connection) -> connection.answer(200, request.text()));
    RawClient client = sluice.connect().send(EXPECTING);

    assertThat(client.readInformational().status()).isEqualTo(100);
    assertThat(client.send("hello").read().text()).isEqualTo("hello");
    assertThat(client.get("/next").read().status()).isEqualTo(200);
    assertThat(sluice.origin().takeRequest().headers().first("expect")).isEqualTo("100-continue");
  }

  @Test
  void aRefusalEndsTheConnection() {
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              connection.answer(413, "Connection: close\r\n", "too much");
              connection.close();
            });
    RawClient client = sluice.connect().send(EXPECTING);

    RawResponse refused = client.read();
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.text()).isEqualTo("too much");
    assertThat(refused.informational()).isEmpty();
    // The client may or may not send its body: what comes next could be either.
    assertThat(refused.header("connection")).isEqualTo("close");
    assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
  }

  @Test
  void aClientThatWaitsInVainSendsItsBodyAnyway() {
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              sluice.origin().readBody(request, connection);
              connection.answer(200, request.text());
            });
    RawClient client = sluice.connect().send(EXPECTING).send("hello");

    RawResponse response = client.read();
    assertThat(response.informational()).isEmpty();
    assertThat(response.text()).isEqualTo("hello");
    assertThat(client.get("/next").read().status()).isEqualTo(200);
  }

  @Test
  void anUnknownExpectationIsRefused() {
    RawClient client =
        sluice.connect().send("GET / HTTP/1.1\r\nHost: x\r\nExpect: a-miracle\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(417);
    assertThat(sluice.origin().requests()).isEmpty();
  }

  @Test
  void earlyHintsAreRelayedAsTheyCome() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send(
                  "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nConnection: x\r\n\r\n");
              connection.send("HTTP/1.1 103 Early Hints\r\nLink: </b.css>\r\n\r\n");
              connection.answer(200, "ok");
            });
    RawClient client = sluice.connect();

    RawResponse response = client.get("/").read();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.informational())
        .extracting(RawResponse::status, r -> r.header("link"), r -> r.header("connection"))
        .containsExactly(tuple(103, "</a.css>", null), tuple(103, "</b.css>", null));
    assertThat(client.get("/").read().status()).isEqualTo(200);
  }

  @Test
  void anInformationalHeadHasNoLength() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\n");
              connection.answer(200, "ok");
            });
    RawResponse response = sluice.connect().get("/").read();
    assertThat(response.informational()).hasSize(1);
    assertThat(response.informational().get(0).header("content-length")).isNull();
    assertThat(response.text()).isEqualTo("ok");
  }

  @Test
  void anOriginThatNeverComesToThePointIsCut() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              while (true) {
                connection.send("HTTP/1.1 103 Early Hints\r\n\r\n");
              }
            });
    RawResponse response = sluice.connect().get("/").read();
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.problem()).isEqualTo("malformed_response");
  }

  @Test
  void anHttp10ClientGetsNoInformationalResponse() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
              connection.answer(200, "ok");
            });
    RawResponse response = sluice.connect().send("GET / HTTP/1.0\r\nHost: x\r\n\r\n").read();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.informational()).isEmpty();
  }

  @Test
  void switchingProtocolsUnaskedIsABadAnswer() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send(
                  "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"
                      + "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nnot http");
              connection.awaitEnd();
            });
    RawClient client = sluice.connect();

    RawResponse response = client.get("/").read();
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.problem()).isEqualTo("unexpected_upgrade");
    assertThat(client.isClosed()).isFalse();
  }
}
