package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A route's {@code timeout}: an origin that goes silent costs the client no longer than this. */
class RouteTimeoutsTest {
  private static final String IDLE_TIMEOUTS =
      "sluice_local_replies_total{reason=\"upstream_idle_timeout\",route=\"idle\"}";

  @RegisterExtension
  static final GatewayExtension sluice =
      GatewayExtension.of(
          """
          routes:
            - id: short
              upstream: origin
              timeout: { request: 200ms }
            - id: idle
              match: { path: { prefix: /idle } }
              upstream: origin
              timeout: { request: 0s, idle: 200ms }
            - id: try
              match: { path: { prefix: /try } }
              upstream: origin
              retry: { attempts: 0, per_try_timeout: 200ms }
            - id: repeat
              match: { path: { prefix: /repeat } }
              upstream: origin
              retry: { attempts: 1, per_try_timeout: 200ms, backoff: { base: 0s } }
          upstreams:
            - { id: origin, targets: [ { address: "${origin}" } ] }
          """);

  @Test
  void anOriginThatSaysNothingIsAnsweredFor() {
    sluice.origin().answer((request, connection) -> connection.awaitEnd());
    RawClient client = sluice.connect().get("/");

    RawResponse response = client.read();
    assertThat(response.status()).isEqualTo(504);
    assertThat(response.problem()).isEqualTo("request_timeout");
    Await.until("the origin is let go", () -> sluice.origin().openConnections() == 0);
    sluice.origin().answer((request, connection) -> connection.answer(200, "ok"));
    assertThat(client.get("/").read().text()).isEqualTo("ok");
  }

  @Test
  void anAttemptHasItsOwnTime() {
    sluice.origin().answer((request, connection) -> connection.awaitEnd());
    RawResponse response = sluice.connect().get("/try").read();
    assertThat(response.status()).isEqualTo(504);
    assertThat(response.problem()).isEqualTo("per_try_timeout");
  }

  @Test
  void anAttemptsTimeEndsWithTheHead() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
              connection.pause(400);
              connection.send("ok");
            });
    assertThat(sluice.connect().get("/try").read().text()).isEqualTo("ok");
  }

  @Test
  void theRequestTimeEndsTheBodyToo() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) { // it never stops
                connection.send("3\r\nabc\r\n");
                connection.pause(20);
              }
            });
    RawClient client = sluice.connect().get("/");
    assertThatThrownBy(client::read).isInstanceOf(AssertionError.class); // and cannot seem whole
    Await.until("the origin is let go", () -> sluice.origin().openConnections() == 0);
  }

  @Test
  void aBodyThatStopsIsBrokenOff() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
              connection.awaitEnd();
            });
    RawClient client = sluice.connect().get("/idle");
    assertThatThrownBy(client::read).hasMessageContaining("after 5 of 10 bytes");
    Await.until("it is counted", () -> sluice.gateway().metric(IDLE_TIMEOUTS) > 0);
  }

  @Test
  void aBodyThatNeverBeginsIsBrokenOff() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
              connection.awaitEnd();
            });
    RawClient client = sluice.connect().get("/idle");
    assertThatThrownBy(client::read).hasMessageContaining("after 0 of 10 bytes");
  }

  @Test
  void aBodyThatKeepsComingIsNotBrokenOff() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n");
              connection.sendInPieces("x".repeat(20), 1, 20);
            });
    assertThat(sluice.connect().get("/idle").read().text()).hasSize(20);
  }

  @Test
  void anUploadThatTheOriginDoesNotReadIsBrokenOff() {
    CountDownLatch answered = new CountDownLatch(1);
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              Await.open(answered);
              connection.close();
            });
    byte[] body = new byte[16 << 20]; // more than all buffers on the way
    Arrays.fill(body, (byte) 'x');
    RawClient client =
        sluice
            .connect()
            .send("PUT /idle HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length + "\r\n\r\n");
    Thread sender =
        new Thread(
            () -> {
              try {
                client.send(body);
              } catch (UncheckedIOException e) {
                // the gateway has ended the connection
              }
            });
    sender.start();
    RawResponse response = client.read();
    answered.countDown();
    assertThat(response.status()).isEqualTo(504);
    assertThat(response.problem()).isEqualTo("upstream_idle_timeout");
    assertThat(client.awaitClose()).isIn(Ending.CLOSED, Ending.RESET);
  }

  /** How fast the request comes is not the origin's doing. */
  @Test
  void anAttemptsTimeBeginsWithTheEndOfTheRequest() throws InterruptedException {
    String head = "PUT /try HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n";
    RawClient client = sluice.connect().send(head);
    for (char c : "hello".toCharArray()) {
      TimeUnit.MILLISECONDS.sleep(70);
      client.send(String.valueOf(c));
    }
    assertThat(client.read().status()).isEqualTo(200);

    sluice.origin().answer((request, connection) -> connection.awaitEnd());
    assertThat(client.send(head + "hello").read().problem()).isEqualTo("per_try_timeout");
  }

  @Test
  void eachAttemptIsMeasured() {
    String series = "sluice_upstream_duration_seconds_count{upstream=\"origin\"}";
    double before = sluice.gateway().metric(series);
    sluice.origin().answer((request, connection) -> connection.awaitEnd());
    assertThat(sluice.connect().get("/repeat").read().status()).isEqualTo(504);
    assertThat(sluice.gateway().metric(series)).isEqualTo(before + 2);
  }

  @Test
  void aClientThatStopsReadingIsBrokenOff() {
    byte[] megabyte = new byte[1 << 20];
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\nX: y\r\n\r\n");
              try {
                for (int i = 0; i < 64; i++) {
                  connection.send(megabyte);
                }
              } catch (IOException e) {
                return; // the gateway has let go
              }
            });
    sluice.connect().get("/idle").awaitBytes();
    String series = "sluice_local_replies_total{reason=\"client_idle_timeout\",route=\"idle\"}";
    Await.until("it is broken off", () -> sluice.gateway().metric(series) == 1);
  }

  /** What cannot be tried again has the route's own time. */
  @Test
  void anAttemptsTimeIsForRequestsThatMayBeRepeated() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.pause(400);
              connection.answer(200, "late");
            });
    String post = "POST /try HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi";
    assertThat(sluice.connect().send(post).read().text()).isEqualTo("late");
  }

  @Test
  void anOriginThatDoesNotBeginIsIdle() {
    sluice.origin().answer((request, connection) -> connection.awaitEnd());
    RawResponse response = sluice.connect().get("/idle").read();
    assertThat(response.status()).isEqualTo(504);
    assertThat(response.problem()).isEqualTo("upstream_idle_timeout");
  }

  /** As long as nobody has told the client to go on, it is the origin's turn. */
  @Test
  void anExpectationDoesNotStopTheClock() {
    sluice.origin().answerEarly((request, connection) -> connection.awaitEnd());
    String head = "PUT %s HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
    assertThat(sluice.connect().send(head.formatted("/idle")).read().problem())
        .isEqualTo("upstream_idle_timeout");
    assertThat(sluice.connect().send(head.formatted("/try")).read().problem())
        .isEqualTo("per_try_timeout");
  }
}
