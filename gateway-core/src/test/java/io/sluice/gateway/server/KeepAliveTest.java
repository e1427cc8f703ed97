package io.sluice.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a client's connection lives (RFC 9112 9.3). */
class KeepAliveTest {
  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.forwarding();

  @ParameterizedTest(name = "HTTP/{0}, Connection: {1} -> {2}, open: {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        "1.1, -,          -,          true",
        "1.1, keep-alive, -,          true",
        "1.1, close,      close,      false",
        "1.1, CLOSE,      close,      false",
        "1.1, 'x, close', close,      false",
        "1.0, -,          close,      false",
        "1.0, keep-alive, keep-alive, true",
        "1.0, Keep-Alive, keep-alive, true",
        "1.0, close,      close,      false",
        "1.0, 'keep-alive, close', close, false"
      })
  void staysOpenAsTheClientWishes(
      String version, String connection, String answered, boolean open) {
    String field = connection == null ? "" : "Connection: " + connection + "\r\n";
    RawClient client =
        sluice.connect().send("GET / HTTP/" + version + "\r\nHost: x\r\n" + field + "\r\n");

    RawResponse response = client.read();
    assertThat(response.text()).isEqualTo("ok");
    assertThat(response.header("connection")).isEqualTo(answered);
    if (open) {
      assertThat(client.get("/again").read().text()).isEqualTo("ok");
    } else {
      assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
    }
  }

  @Test
  void anHttp10ClientGetsABodyWithoutLengthUntilTheClose() {
    sluice
        .origin()
        .answer(
            (request, connection) ->
                connection.send(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n2\r\nde\r\n0\r\nt: 1\r\n\r\n"));

    RawResponse response =
        sluice.connect().send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").read();
    assertThat(response.header("transfer-encoding")).isNull();
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(response.text()).isEqualTo("abcde");
  }

  @Test
  void anHttp10ClientNeedsNoHost() {
    assertThat(sluice.connect().send("GET /a HTTP/1.0\r\n\r\n").read().status()).isEqualTo(200);

    ReceivedRequest seen = sluice.origin().takeRequest();
    assertThat(seen.headers().all("host")).containsExactly(sluice.origin().address());
  }

  @Test
  void anOriginsConnectionFieldIsItsOwnAffair() {
    sluice
        .origin()
        .answer((request, connection) -> connection.answer(200, "Connection: close\r\n", "bye"));
    RawClient client = sluice.connect();

    assertThat(client.get("/1").read().header("connection")).isNull();
    assertThat(client.get("/2").read().text()).isEqualTo("bye");
  }

  @Test
  void requestsOfManyClientsShareUpstreamConnections() {
    sluice.connect().get("/").read();
    int before = sluice.origin().connections();
    for (int client = 0; client < 5; client++) {
      RawClient connection = sluice.connect();
      for (int i = 0; i < 10; i++) {
        assertThat(connection.get("/" + i).read().status()).isEqualTo(200);
      }
    }
    assertThat(sluice.origin().connections()).isEqualTo(before);
  }

  /** RFC 9112 section 9.6: a body that is too long to be read for nothing ends the connection. */
  @ParameterizedTest
  @CsvSource({"65536,", "65537, close"})
  void whoIsAnsweredBeforeALongBodyHearsThatTheConnectionEnds(int length, String connection) {
    try (TestGateway gateway =
        TestGateway.start("routes: [ { id: a, direct_response: { status: 403 } } ]")) {
      RawClient client = gateway.connect();
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
      RawResponse refused = client.read();
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.header("connection")).isEqualTo(connection);
    }
  }
}
