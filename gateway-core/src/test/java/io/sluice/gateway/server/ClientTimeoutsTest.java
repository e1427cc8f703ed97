package io.sluice.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A listener's {@code timeouts}: what a slow client may cost. */
class ClientTimeoutsTest {
  private static final String YAML =
      """
      listeners:
        - id: http
          bind: "127.0.0.1:0"
          timeouts: { headers: 200ms, body: 200ms, idle: 200ms }
      routes:
        - { id: all, upstream: origin }
      upstreams:
        - { id: origin, targets: [ { address: "${origin}" } ] }
      """;

  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.of(YAML);

  @Test
  void aHeadThatStopsIsAnsweredWith408() {
    RawClient client = sluice.connect().send("GET / HTTP/1.1\r\nHost: x\r\n");

    RawResponse refused = client.read();
    assertThat(refused.status()).isEqualTo(408);
    assertThat(refused.problem()).isEqualTo("request_head_timeout");
    assertThat(refused.header("connection")).isEqualTo("close");
    assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
  }

  @Test
  void aHeadThatTricklesIsCutToo() throws InterruptedException {
    RawClient client = sluice.connect().send("GET / HTTP/1.1\r\n");
    for (int i = 0; i < 30; i++) { // what comes after the answer is read and dropped for a moment
      client.send("a" + i + ": b\r\n");
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(client.read().problem()).isEqualTo("request_head_timeout");
  }

  @Test
  void aConnectionOnWhichNothingComesIsClosedSilently() {
    assertThat(sluice.connect().awaitClose()).isEqualTo(Ending.CLOSED);
  }

  @Test
  void anIdleConnectionIsClosedSilently() {
    RawClient client = sluice.connect().get("/");
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
  }

  @Test
  void aBodyThatStopsIsAnsweredWith408() {
    RawClient client =
        sluice.connect().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");

    RawResponse refused = client.read();
    assertThat(refused.status()).isEqualTo(408);
    assertThat(refused.problem()).isEqualTo("request_body_timeout");
    assertThat(refused.header("connection")).isEqualTo("close");
    assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
    Await.until("the origin is let go", () -> sluice.origin().openConnections() == 0);
  }

  @Test
  void aBodyThatKeepsComingIsNotCut() throws InterruptedException {
    sluice.origin().answer((request, connection) -> connection.answer(200, request.text()));
    sluice.reload(YAML.replace("body: 200ms", "body: 600ms"));
    RawClient client =
        sluice.connect().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 16\r\n\r\n");
    for (int i = 0; i < 16; i++) { // longer than one piece may take
      client.send("x");
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(client.read().text()).isEqualTo("x".repeat(16));
  }

  @Test
  void aClientIsNotBlamedForAnOriginThatReadsSlowly() {
    CountDownLatch stalled = new CountDownLatch(1);
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              connection.pause(700); // more than three times what the client may take
              sluice.origin().readBody(request, connection);
              connection.answer(200, "got " + request.body().length);
              stalled.countDown();
            });
    byte[] body = new byte[16 << 20]; // more than all the buffers between the two
    RawClient client =
        sluice
            .connect()
            .send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length + "\r\n\r\n")
            .send(body);
    Await.open(stalled);
    assertThat(client.read().text()).isEqualTo("got " + body.length);
  }

  @Test
  void aClientIsNotBlamedForWaitingUntilItMayContinue() {
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              connection.pause(700);
              connection.send("HTTP/1.1 100 Continue\r\n\r\n");
              sluice.origin().readBody(request, connection);
              connection.answer(200, "got it");
            });
    RawClient client =
        sluice
            .connect()
            .send(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    assertThat(client.readInformational().status()).isEqualTo(100);
    assertThat(client.send("abc").read().text()).isEqualTo("got it");
  }

  @Test
  void aClientThatWasToldToContinueMustDoSo() {
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              connection.send("HTTP/1.1 100 Continue\r\n\r\n");
              sluice.origin().readBody(request, connection);
            });
    RawClient client =
        sluice
            .connect()
            .send(
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    assertThat(client.readInformational().status()).isEqualTo(100);
    assertThat(client.read().problem()).isEqualTo("request_body_timeout");
  }
}
