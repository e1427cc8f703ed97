package io.sluice.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests sent ahead of the answers before them (RFC 9112 9.3.2). */
class PipeliningTest {
  @RegisterExtension
  static final GatewayExtension sluice =
      GatewayExtension.of(
          """
          routes:
            - { id: all, upstream: origin }
            - { id: here, match: { path: { prefix: /here } }, direct_response: { body: "{path}" } }
          upstreams:
            - { id: origin, targets: [ { address: "${origin}" } ] }
          """);

  @Test
  void aHundredAreAnsweredInOrder() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              int n = Integer.parseInt(request.target().substring(1));
              if (n % 7 == 0) {
                connection.pause(3);
              }
              if (n % 2 == 0) {
                connection.answer(200, "answer " + n);
              } else {
                connection.send(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nanswer \r\n"
                        + Integer.toHexString(String.valueOf(n).length())
                        + "\r\n"
                        + n
                        + "\r\n0\r\n\r\n");
              }
            });
    StringBuilder requests = new StringBuilder();
    IntStream.range(0, 100)
        .forEach(n -> requests.append("GET /" + n + " HTTP/1.1\r\nHost: x\r\n\r\n"));

    RawClient client = sluice.connect().send(requests.toString());
    for (int n = 0; n < 100; n++) {
      assertThat(client.read().text()).isEqualTo("answer " + n);
    }
    assertThat(client.isClosed()).isFalse();
    assertThat(sluice.origin().requests())
        .extracting(ReceivedRequest::target)
        .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(n -> "/" + n).toList());
  }

  @Test
  void bodiesAreNotTakenForTheNextRequest() {
    sluice.origin().answer((request, connection) -> connection.answer(200, request.text()));

    RawClient client =
        sluice
            .connect()
            .send(
                "POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 22\r\n\r\nGET /x HTTP/1.1\r\n\r\nabc"
                    + "POST /2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\nhello\r\n0\r\n\r\n"
                    + "GET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(client.read().text()).isEqualTo("GET /x HTTP/1.1\r\n\r\nabc");
    assertThat(client.read().text()).isEqualTo("hello");
    assertThat(client.read().text()).isEmpty();
    assertThat(sluice.origin().requests())
        .extracting(ReceivedRequest::target)
        .containsExactly("/1", "/2", "/3");
  }

  @Test
  void theOriginSeesTheNextOnlyWhenTheOneBeforeIsAnswered() {
    CountDownLatch go = new CountDownLatch(1);
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              Await.open(go);
              connection.answer(200, request.target());
            });
    RawClient client =
        sluice
            .connect()
            .send("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
    Await.until("the origin has one", () -> sluice.origin().requests().size() == 1);
    assertThat(client.isClosed()).isFalse(); // and a moment has passed
    assertThat(sluice.origin().requests()).hasSize(1);

    go.countDown();
    assertThat(client.read().text()).isEqualTo("/a");
    assertThat(client.read().text()).isEqualTo("/b");
  }

  @Test
  void moreThanIsReadAheadWaitsInTheSocket() {
    CountDownLatch go = new CountDownLatch(1);
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              Await.open(go);
              connection.answer(200, "first");
            });
    RawClient client = sluice.connect().get("/slow");
    StringBuilder ahead = new StringBuilder();
    for (int i = 0; i < 5000; i++) { // some 200 KB
      ahead.append("GET /here/").append(i).append(" HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    client.send(ahead.toString());
    go.countDown();

    assertThat(client.read().text()).isEqualTo("first");
    for (int i = 0; i < 5000; i++) {
      RawResponse response = client.read();
      assertThat(response.text()).isEqualTo("/here/" + i);
    }
  }

  /** Else a client could fill the memory with answers that it never reads. */
  @Test
  void whoDoesNotReadIsNotServedAhead() {
    sluice.origin().answer((request, connection) -> connection.answer(200, "x".repeat(1 << 20)));
    RawClient client = sluice.connect();
    for (int i = 0; i < 100; i++) {
      client.get("/" + i);
    }
    int[] last = {-1, 0};
    Await.until(
        "the origin is asked no more",
        () -> {
          int now = sluice.origin().requests().size();
          last[1] = now == last[0] ? last[1] + 1 : 0;
          last[0] = now;
          return now > 0 && last[1] == 50; // looks, some milliseconds apart
        });
    assertThat(sluice.origin().requests()).hasSizeLessThan(50); // what the kernel holds
    for (int i = 0; i < 100; i++) {
      assertThat(client.read().body()).hasSize(1 << 20);
    }
  }

  @Test
  void whatFollowsAConnectionCloseIsNotServed() {
    RawClient client =
        sluice
            .connect()
            .send(
                "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    + "GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(client.read().header("connection")).isEqualTo("close");
    assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
    assertThat(sluice.origin().requests())
        .extracting(ReceivedRequest::target)
        .containsExactly("/last");
  }

  @Test
  void whatFollowsAMalformedRequestIsNotServed() {
    RawClient client =
        sluice
            .connect()
            .send(
                "GET /ok HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET /bad HTTP/1.1\r\nHost : x\r\n\r\n"
                    + "GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(client.read().status()).isEqualTo(200);
    RawResponse refused = client.read();
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.problem()).isEqualTo("malformed_field_name");
    assertThat(refused.header("connection")).isEqualTo("close");
    assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
    assertThat(sluice.origin().requests()).hasSize(1);
  }
}
