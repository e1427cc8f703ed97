package io.sluice.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to an origin: how many, how long, and who waits for one. */
class ConnectionPoolTest {
  private static final String YAML =
      """
      routes:
        - { id: all, upstream: %1$s, timeout: { request: 3s } }
      upstreams:
        - id: %1$s
          targets: [ { address: "%2$s" } ]
          %3$s
      """;

  private static int upstreams;

  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.of(yaml(""));

  /** An upstream of its own: connections are kept over reloads. */
  private static String yaml(String options) {
    return yaml("${origin}", options);
  }

  private static String yaml(String address, String options) {
    return YAML.formatted("origin" + ++upstreams, address, options);
  }

  /** Answers requests one by one, as the test lets them. */
  private static List<CountDownLatch> holdBack(int count) {
    List<CountDownLatch> latches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      latches.add(new CountDownLatch(1));
    }
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              int n = Integer.parseInt(request.target().substring(1));
              Await.open(latches.get(n));
              connection.answer(200, "answer " + n);
            });
    return latches;
  }

  @Test
  void exchangesBeyondTheCapWaitInOrder() {
    sluice.reload(yaml("connection_pool: { max_connections: 2 }"));
    List<CountDownLatch> latches = holdBack(6);
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      clients.add(sluice.connect().get("/" + i));
      int sent = i + 1;
      Await.until("it is in", () -> inFlight() == sent);
      int served = Math.min(2, sent); // each on a connection of its own, which may overtake
      Await.until("the origin has it", () -> sluice.origin().requests().size() == served);
    }
    for (int i = 0; i < 6; i++) {
      int seen = Math.min(6, i + 2);
      Await.until("the next are served", () -> sluice.origin().requests().size() == seen);
      assertThat(sluice.origin().openConnections()).isLessThanOrEqualTo(2);
      assertThat(sluice.origin().requests().get(seen - 1).target()).isEqualTo("/" + (seen - 1));
      latches.get(i).countDown();
      assertThat(clients.get(i).read().text()).isEqualTo("answer " + i);
    }
  }

  private static double inFlight() {
    return sluice.gateway().metric("sluice_inflight{route=\"all\"}");
  }

  @Test
  void whatMayWaitIsBounded() {
    sluice.reload(yaml("connection_pool: { max_connections: 1 }\n    limits: { max_pending: 1 }"));
    List<CountDownLatch> latches = holdBack(2);
    RawClient served = sluice.connect().get("/0");
    Await.until("one is served", () -> sluice.origin().requests().size() == 1);
    RawClient waiting = sluice.connect().get("/1");
    Await.until("one waits", () -> inFlight() == 2);

    RawClient third = sluice.connect().get("/1");
    RawResponse refused = third.read();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.problem()).isEqualTo("connection_pool_full");
    assertThat(refused.header("retry-after")).isNotNull();

    latches.forEach(CountDownLatch::countDown);
    assertThat(served.read().status()).isEqualTo(200);
    assertThat(waiting.read().status()).isEqualTo(200);
    assertThat(third.get("/0").read().status()).isEqualTo(200);
  }

  @Test
  void whoeverGivesUpWaitingIsForgotten() {
    sluice.reload(yaml("connection_pool: { max_connections: 1 }"));
    List<CountDownLatch> latches = holdBack(3);
    RawClient served = sluice.connect().get("/0");
    Await.until("one is served", () -> sluice.origin().requests().size() == 1);
    RawClient impatient = sluice.connect().get("/1");
    Await.until("one waits", () -> inFlight() == 2);
    RawClient patient = sluice.connect().get("/2");
    Await.until("two wait", () -> inFlight() == 3);
    impatient.close();
    Await.until("one has gone", () -> inFlight() == 2);

    latches.forEach(CountDownLatch::countDown);
    assertThat(served.read().status()).isEqualTo(200);
    assertThat(patient.read().text()).isEqualTo("answer 2");
    assertThat(sluice.origin().requests()).extracting(r -> r.target()).containsExactly("/0", "/2");
  }

  @Test
  void aConnectionThatIsLostMakesRoomForTheNext() {
    sluice.reload(yaml("connection_pool: { max_connections: 1 }"));
    CountDownLatch go = new CountDownLatch(1);
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              Await.open(go);
              connection.answer(200, "Connection: close\r\n", "once");
              connection.close();
            });
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(sluice.connect().get("/" + i));
    }
    Await.until("all are in", () -> inFlight() == 3);
    go.countDown();
    for (RawClient client : clients) {
      assertThat(client.read().text()).isEqualTo("once");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nConnection: x, CLOSE\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"
      })
  void aConnectionThatTheOriginEndsIsNotKept(String answer) {
    sluice.origin().answer((request, connection) -> connection.send(answer));
    assertThat(sluice.connect().get("/").read().text()).isEqualTo("ok");
    Await.until("it is closed", () -> sluice.origin().openConnections() == 0);
  }

  @Test
  void anHttp10OriginMayAskToKeepIt() {
    sluice.reload(yaml("")); // connections of its own
    int before = sluice.origin().connections();
    sluice
        .origin()
        .answer(
            (request, connection) ->
                connection.send(
                    "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"));
    RawClient client = sluice.connect();
    assertThat(client.get("/").read().text()).isEqualTo("ok");
    assertThat(client.get("/").read().text()).isEqualTo("ok");
    assertThat(sluice.origin().connections()).isEqualTo(before + 1);
  }

  @Test
  void anIdleConnectionIsClosed() {
    sluice.reload(yaml("connection_pool: { idle_timeout: 100ms }"));
    assertThat(sluice.connect().get("/").read().status()).isEqualTo(200);
    Await.until("it is closed", () -> sluice.origin().openConnections() == 0);
    assertThat(sluice.connect().get("/").read().status()).isEqualTo(200);
  }

  @Test
  void anOldConnectionIsReplaced() throws InterruptedException {
    sluice.reload(yaml("connection_pool: { max_lifetime: 50ms }"));
    int before = sluice.origin().connections();
    assertThat(sluice.connect().get("/").read().status()).isEqualTo(200);
    TimeUnit.MILLISECONDS.sleep(60);
    assertThat(sluice.connect().get("/").read().status()).isEqualTo(200);
    assertThat(sluice.origin().connections()).isEqualTo(before + 2);
  }

  @Test
  void theNewestIdleOneIsTakenFirst() {
    sluice.reload(yaml("")); // connections of its own
    int first = sluice.origin().connections();
    List<CountDownLatch> latches = holdBack(3);
    RawClient a = sluice.connect().get("/0");
    RawClient b = sluice.connect().get("/1");
    Await.until("both are in", () -> sluice.origin().requests().size() == 2);
    int of0 = connectionOf("/0");
    latches.get(1).countDown();
    assertThat(b.read().status()).isEqualTo(200);
    latches.get(0).countDown();
    assertThat(a.read().status()).isEqualTo(200); // the last to come back
    latches.get(2).countDown();
    assertThat(a.get("/2").read().status()).isEqualTo(200);

    assertThat(connectionOf("/2")).isEqualTo(of0);
    assertThat(sluice.origin().connections()).isEqualTo(first + 2);
  }

  private static int connectionOf(String target) {
    return sluice.origin().requests().stream()
        .filter(r -> r.target().equals(target))
        .findFirst()
        .orElseThrow()
        .connection();
  }

  @Test
  void anOriginThatDoesNotAcceptIsGivenUp() throws IOException {
    List<Socket> fill = new ArrayList<>();
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      try {
        while (fill.size() < 20) { // until its queue is full, then nobody answers
          Socket socket = new Socket();
          fill.add(socket);
          socket.connect(deaf.getLocalSocketAddress(), 100);
        }
      } catch (SocketTimeoutException e) {
        // full
      }
      sluice.reload(yaml("127.0.0.1:" + deaf.getLocalPort(), "timeouts: { connect: 100ms }"));
      RawResponse response = sluice.connect().get("/").read();
      assertThat(response.status()).isEqualTo(504);
      assertThat(response.problem()).isEqualTo("connect_timeout");
    } finally {
      for (Socket socket : fill) {
        socket.close();
      }
    }
  }
}
