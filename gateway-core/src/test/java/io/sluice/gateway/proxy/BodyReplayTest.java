package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request's body is kept for another attempt, up to a bound. */
class BodyReplayTest {
  @RegisterExtension
  static final GatewayExtension sluice =
      GatewayExtension.of(
          """
          routes:
            - id: all
              upstream: origin
              retry: { attempts: 2, backoff: { base: 1ms, max: 2ms } }
          upstreams:
            - { id: origin, targets: [ { address: "${origin}" } ] }
          """);

  /** Fails the first {@code count} requests after it has read them whole. */
  private static void failFirst(int count) {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              if (sluice.origin().requests().size() <= count) {
                connection.reset();
              } else {
                connection.answer(200, "got " + request.body().length);
              }
            });
  }

  private static RawClient put(byte[] body) {
    return sluice
        .connect()
        .send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length + "\r\n\r\n")
        .send(body);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, 60_000, RequestRelay.REPLAY_LIMIT})
  void aBodyUpToTheBoundIsSentAgain(int length) {
    failFirst(2);
    byte[] body = Bodies.random(length);
    assertThat(put(body).read().text()).isEqualTo("got " + length);
    for (int i = 0; i < 3; i++) {
      assertThat(sluice.origin().takeRequest().body()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {RequestRelay.REPLAY_LIMIT + 1, 1 << 20})
  void aLongerOneIsNot(int length) {
    failFirst(1);
    RawResponse response = put(Bodies.random(length)).read();
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.problem()).isEqualTo("upstream_reset");
    assertThat(sluice.origin().requests()).hasSize(1);
  }

  @Test
  void aChunkedBodyIsSentAgainWithItsTrailers() {
    failFirst(1);
    RawClient client =
        sluice
            .connect()
            .send(
                "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n4\r\ndefg\r\n0\r\nDigest: x\r\n\r\n");
    assertThat(client.read().text()).isEqualTo("got 7");
    for (int i = 0; i < 2; i++) {
      ReceivedRequest seen = sluice.origin().takeRequest();
      assertThat(seen.text()).isEqualTo("abcdefg");
      assertThat(seen.trailers().first("digest")).isEqualTo("x");
    }
  }

  @Test
  void theSecondAttemptTakesUpWhatTheClientStillSends() {
    CountDownLatch failed = new CountDownLatch(1);
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              if (sluice.origin().requests().size() == 1) {
                connection.pause(20); // some of the body is on its way
                connection.reset();
                failed.countDown();
              } else {
                sluice.origin().readBody(request, connection);
                connection.answer(200, request.text());
              }
            });
    RawClient client =
        sluice.connect().send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc");
    Await.open(failed);
    Await.until("it is tried again", () -> sluice.origin().requests().size() == 2);
    assertThat(client.send("def").read().text()).isEqualTo("abcdef");
  }

  @Test
  void aStatusThatIsTriedAgainMayComeBeforeTheBody() {
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              if (sluice.origin().requests().size() == 1) {
                connection.answer(503, "busy");
                return;
              }
              sluice.origin().readBody(request, connection);
              connection.answer(200, request.text());
            });
    RawClient client =
        sluice.connect().send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc");
    Await.until("it is tried again", () -> sluice.origin().requests().size() == 2);
    assertThat(client.send("def").read().text()).isEqualTo("abcdef");
  }

  @Test
  void aBodyThatOutgrowsTheBoundWhileItIsTriedAgainStillArrives() {
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> {
              if (sluice.origin().requests().size() == 1) {
                connection.answer(503, "busy");
                return;
              }
              sluice.origin().readBody(request, connection);
              connection.answer(200, "got " + request.body().length);
            });
    byte[] body = Bodies.random(300_000);
    RawClient client =
        sluice
            .connect()
            .send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length + "\r\n\r\n");
    Await.until("it is tried again", () -> sluice.origin().requests().size() == 2);
    assertThat(client.send(body).read().text()).isEqualTo("got " + body.length);
    assertThat(sluice.origin().requests().get(1).body()).isEqualTo(body);
  }
}
