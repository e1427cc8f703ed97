package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An origin that answers before it has seen the whole request (RFC 9112 9.5). */
class EarlyResponseTest {
  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.forwarding();

  private static String put(int length) {
    return "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
  }

  @Test
  void theAnswerComesThroughWhileTheClientStillSends() {
    sluice.origin().answerEarly((request, connection) -> connection.answer(403, "no"));
    RawClient client = sluice.connect().send(put(100)).send("x".repeat(10));

    RawResponse response = client.read();
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text()).isEqualTo("no");
  }

  @Test
  void aShortRestIsReadSoThatTheConnectionLivesOn() {
    sluice.origin().answerEarly((request, connection) -> connection.answer(403, "no"));
    RawClient client = sluice.connect().send(put(100)).send("x".repeat(10));
    assertThat(client.read().header("connection")).isNull();

    assertThat(client.send("x".repeat(90)).get("/next").read().status()).isEqualTo(403);
  }

  @Test
  void aLongRestIsNot() {
    sluice.origin().answerEarly((request, connection) -> connection.answer(403, "no"));
    RawClient client = sluice.connect().send(put(10 << 20)).send("x".repeat(10));
    assertThat(client.read().status()).isEqualTo(403);
    assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 10485760", "Transfer-Encoding: chunked"})
  void aClientThatSendsOnGetsTheAnswerNotAReset(String framing) {
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              connection.answer(413, "Connection: close\r\n", "too much");
              connection.closeOutput();
              connection.awaitEnd();
            });
    RawClient client =
        sluice.connect().send("PUT / HTTP/1.1\r\nHost: x\r\n" + framing + "\r\n\r\n");
    byte[] piece = Bodies.chunked(new byte[16_000], 16_000);
    byte[] open = java.util.Arrays.copyOf(piece, piece.length - 5); // without the last chunk
    for (int i = 0; i < 50; i++) {
      client.send(open); // the gateway reads and drops what nobody wants
    }
    RawResponse response = client.read();
    assertThat(response.status()).isEqualTo(413);
    assertThat(response.text()).isEqualTo("too much");
  }

  @Test
  void bothDirectionsMayStreamAtOnce() {
    CountDownLatch answered = new CountDownLatch(1);
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhead\r\n");
              answered.countDown();
              sluice.origin().readBody(request, connection);
              connection.send(
                  Integer.toHexString(request.body().length)
                      + "\r\n"
                      + request.text()
                      + "\r\n0\r\n\r\n");
            });
    RawClient client = sluice.connect().send(put(6)).send("abc");
    Await.open(answered);
    assertThat(client.send("def").read().text()).isEqualTo("headabcdef");
    assertThat(client.get("/next").read().status()).isEqualTo(200);
  }

  @Test
  void theOriginsConnectionIsNotUsedAgain() {
    sluice.origin().answerEarly((request, connection) -> connection.answer(403, "no"));
    RawClient client = sluice.connect().send(put(5)).send("x");
    assertThat(client.read().status()).isEqualTo(403);
    Await.until("it is closed", () -> sluice.origin().openConnections() == 0);
  }

  @Test
  void anOriginThatAnswersAndCutsTheConnectionGivesACleanAnswer() {
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              connection.answer(413, "Connection: close\r\n", "too much");
              connection.close(); // with unread bytes: the kernel sends a reset
            });
    for (int i = 0; i < 20; i++) {
      RawClient client = sluice.connect().send(put(1 << 20)).send(new byte[1 << 20]);
      RawResponse response = client.read();
      assertThat(response.status()).isIn(413, 502); // the reset may overtake the answer
    }
  }
}
