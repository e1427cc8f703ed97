package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another config in force while requests are in flight. */
class ReloadTest {
  private static final String LISTENER = "listeners: [ { id: http, bind: \"127.0.0.1:0\" } ]\n";

  private final StubOrigin one = StubOrigin.answering(200, "one");
  private final StubOrigin two = StubOrigin.answering(200, "two");
  private final TestGateway gateway = TestGateway.start(to("${origin}"), one, two);

  @AfterEach
  void close() {
    gateway.close();
    one.close();
    two.close();
  }

  private static String to(String target) {
    return """
        routes:
          - { id: all, upstream: main }
        upstreams:
          - { id: main, targets: [ { address: "%s" } ] }
        """
        .formatted(target);
  }

  /** Has the first origin hold its answers back until the latch is open. */
  private CountDownLatch holdBack() {
    CountDownLatch go = new CountDownLatch(1);
    one.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "one, later");
        });
    return go;
  }

  private double inFlight() {
    return gateway.metric("sluice_inflight{route=\"all\"}");
  }

  // ---- exchanges

  @Test
  void anExchangeEndsWithTheConfigItBeganWith() {
    CountDownLatch go = holdBack();
    RawClient before = gateway.connect().get("/");
    Await.until("it is in flight", () -> one.requests().size() == 1);

    gateway.reload(to("${origin2}"));
    assertThat(gateway.connect().get("/").read().text()).isEqualTo("two");
    gateway.reload("routes: [ { id: all, direct_response: { body: here } } ]");
    assertThat(gateway.connect().get("/").read().text()).isEqualTo("here");

    go.countDown();
    assertThat(before.read().text()).isEqualTo("one, later");
    assertThat(before.get("/").read().text()).isEqualTo("here"); // its connection lives on
    Await.until("all are counted out", () -> inFlight() == 0);
  }

  @Test
  void aRetryGoesByItsOwnConfigToTheTargetsOfNow() {
    gateway.reload(
        to("${origin}")
            .replace(
                "upstream: main", "upstream: main, retry: { backoff: { base: 80ms, max: 80ms } }"));
    one.answer((request, connection) -> connection.reset());
    RawClient client = gateway.connect().get("/");
    Await.until("the first attempt is made", () -> !one.requests().isEmpty());
    gateway.reload(to("${origin2}"));
    assertThat(client.read().text()).isEqualTo("two");
    assertThat(one.requests()).hasSize(1);
  }

  @Test
  void reloadsUnderTrafficAreNotNoticed() {
    RawClient client = gateway.connect();
    for (int i = 0; i < 40; i++) {
      client.get("/").get("/").get("/");
      gateway.reload(i % 2 == 0 ? to("${origin2}") : to("${origin}"));
      for (int n = 0; n < 3; n++) {
        assertThat(client.read().status()).isEqualTo(200);
      }
      assertThat(client.get("/").read().text()).isEqualTo(i % 2 == 0 ? "two" : "one");
    }
    assertThat(gateway.gateway().revision()).isEqualTo(41);
    assertThat(gateway.metric("sluice_config_reloads_total{outcome=\"applied\"}")).isEqualTo(40);
  }

  // ---- upstreams

  @Test
  void connectionsToATargetThatStaysAreKept() {
    gateway.connect().get("/").read();
    assertThat(one.connections()).isEqualTo(1);
    gateway.reload(to("${origin}").replace("id: all,", "id: other, match: { methods: [GET] },"));
    gateway.connect().get("/").read();
    gateway.reload(to("${origin}\" }, { address: \"${origin2}"));
    for (int i = 0; i < 4; i++) {
      gateway.connect().get("/").read();
    }
    gateway.reload(to("${origin}"));
    gateway.connect().get("/").read();
    assertThat(one.connections()).isEqualTo(1);
    assertThat(two.connections()).isEqualTo(1);
    Await.until("the removed one is let go", () -> two.openConnections() == 0);
  }

  @Test
  void connectionsToATargetThatGoesAreClosedWhenTheyAreFree() {
    gateway.connect().get("/").read();
    CountDownLatch go = holdBack();
    RawClient busy = gateway.connect().get("/");
    Await.until("one is busy", () -> one.requests().size() == 2);
    RawClient second = gateway.connect().get("/");
    Await.until("two are", () -> one.requests().size() == 3);

    gateway.reload(to("${origin2}"));
    assertThat(one.openConnections()).isEqualTo(2);
    go.countDown();
    assertThat(busy.read().text()).isEqualTo("one, later");
    assertThat(second.read().text()).isEqualTo("one, later");
    Await.until("both are closed", () -> one.openConnections() == 0);
  }

  @Test
  void requestsInFlightCountAgainstTheNewLimits() {
    CountDownLatch go = holdBack();
    RawClient before = gateway.connect().get("/");
    Await.until("it is in flight", () -> one.requests().size() == 1);
    gateway.reload(to("${origin}").replace("id: main,", "id: main, limits: { max_requests: 1 },"));

    RawClient after = gateway.connect();
    assertThat(after.get("/").read().problem()).isEqualTo("upstream_full");
    go.countDown();
    assertThat(before.read().status()).isEqualTo(200);
    assertThat(after.get("/").read().status()).isEqualTo(200);
  }

  // ---- listeners

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String listening(int port) {
    return "listeners: [ { id: http, bind: \"127.0.0.1:" + port + "\" } ]\n" + to("${origin}");
  }

  @Test
  void aChangedAddressIsBoundBeforeTheOldOneDrains() {
    int old = gateway.port();
    CountDownLatch go = holdBack();
    RawClient idle = gateway.connect();
    RawClient busy = gateway.connect().get("/");
    Await.until("it is in flight", () -> one.requests().size() == 1);

    int port = freePort();
    gateway.reload(listening(port));
    assertThat(gateway.port()).isEqualTo(port);
    assertThat(idle.awaitClose()).isEqualTo(Ending.CLOSED);
    assertThatThrownBy(() -> RawClient.connect(old)).isInstanceOf(UncheckedIOException.class);

    go.countDown();
    RawResponse last = busy.read();
    assertThat(last.text()).isEqualTo("one, later");
    assertThat(last.header("connection")).isEqualTo("close");
    assertThat(busy.awaitClose()).isEqualTo(Ending.CLOSED);
    assertThat(gateway.connect().get("/").read().status()).isEqualTo(200);
  }

  @Test
  void listenersComeAndGo() {
    int port = freePort();
    String both =
        LISTENER.replace("} ]", "}, { id: more, bind: \"127.0.0.1:" + port + "\" } ]")
            + to("${origin}");
    RawClient kept = gateway.connect();
    gateway.reload(both);
    assertThat(RawClient.connect(port).get("/").read().status()).isEqualTo(200);
    gateway.reload(LISTENER + to("${origin}"));
    assertThatThrownBy(() -> RawClient.connect(port)).isInstanceOf(UncheckedIOException.class);
    assertThat(kept.get("/").read().status()).isEqualTo(200);
  }

  @Test
  void rulesOfAListenerApplyToConnectionsThatAreOpen() {
    RawClient client = gateway.connect();
    String request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
    assertThat(client.send(request).read().status()).isEqualTo(200);
    gateway.reload(
        LISTENER.replace("id: http,", "id: http, limits: { body: 4 },") + to("${origin}"));
    assertThat(client.send(request).read().status()).isEqualTo(413);
  }

  @Test
  void limitsOfHeadsApplyToConnectionsThatAreOpen() {
    RawClient client = gateway.connect();
    String request = "GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\nB: 2\r\n\r\n";
    assertThat(client.send(request).read().status()).isEqualTo(200);
    gateway.reload(
        LISTENER.replace("id: http,", "id: http, limits: { header_count: 2 },") + to("${origin}"));
    assertThat(client.send(request).read().status()).isEqualTo(431);
  }

  private RawResponse post(RawClient client) {
    return client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello").read();
  }

  @Test
  void aListenerThatIsRenamedIsCarriedOver() {
    int port = freePort();
    gateway.reload(listening(port));
    RawClient client = gateway.connect();
    assertThat(post(client).status()).isEqualTo(200);

    gateway.reload(listening(port).replace("id: http,", "id: renamed, limits: { body: 4 },"));
    assertThat(gateway.port()).isEqualTo(port);
    RawClient later = gateway.connect();
    assertThat(post(later).status()).isEqualTo(413);
    assertThat(accepted("renamed")).isEqualTo(1);
    assertThat(accepted("http")).isPositive(); // the first connection is still open
    assertThat(post(client).status()).isEqualTo(413); // under the new rules
    Await.until("nobody holds the old name", () -> !gateway.metrics().contains("=\"http\""));
  }

  private double accepted(String listener) {
    return gateway.metric(
        "sluice_connection_attempts_total{listener=\""
            + listener
            + "\",outcome=\"accepted\",side=\"client\"}");
  }

  @Test
  void listenersMaySwapTheirNames() {
    int one = freePort();
    int two = freePort();
    String both =
        """
        listeners:
          - { id: %s, bind: "127.0.0.1:%d" }
          - { id: %s, bind: "127.0.0.1:%d" }
        """;
    gateway.reload(both.formatted("a", one, "b", two) + to("${origin}"));
    RawClient client = RawClient.connect(one);
    assertThat(client.get("/").read().status()).isEqualTo(200);
    gateway.reload(both.formatted("b", one, "a", two) + to("${origin}"));
    assertThat(gateway.port("a")).isEqualTo(two);
    assertThat(gateway.port("b")).isEqualTo(one);
    assertThat(client.get("/").read().status()).isEqualTo(200);
    client.close();
  }

  @Test
  void aListenerOnAnyPortKeepsItsPortWithItsName() {
    int port = gateway.port();
    gateway.reload(
        LISTENER.replace("[ {", "[ { id: more, bind: \"127.0.0.1:0\" }, {") + to("${origin}"));
    assertThat(gateway.port("http")).isEqualTo(port);
    assertThat(gateway.port("more")).isNotEqualTo(port);
  }

  // ---- the access log

  private static String logging(Path file, String format) {
    return "access_log: { path: \"" + file + "\", format: \"" + format + "\" }\n";
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anExchangeIsLoggedWhereItBegan(@TempDir Path dir) {
    Path file = dir.resolve("a.log");
    gateway.reload(logging(file, "first {path}") + to("${origin}"));
    CountDownLatch go = holdBack();
    RawClient before = gateway.connect().get("/before");
    Await.until("it is in flight", () -> one.requests().size() == 1);

    gateway.reload(logging(file, "first {path}") + to("${origin2}")); // ends before the one before
    gateway.reload(logging(file, "second {path}") + to("${origin2}"));
    gateway.connect().get("/other").read();
    gateway.reload(logging(dir.resolve("b.log"), "third {path}") + to("${origin2}"));
    gateway.connect().get("/after").read();
    go.countDown();
    before.read();
    Await.until("it is written", () -> lines(file).size() == 2);
    assertThat(lines(file)).containsExactlyInAnyOrder("second /other", "first /before");
    Await.until("it is written", () -> lines(dir.resolve("b.log")).size() == 1);
    assertThat(gateway.metric("sluice_access_log_dropped_total")).isZero();
  }

  // ---- what cannot be applied

  @Test
  void aRefusedReloadOpensNothingForGood(@TempDir Path dir) {
    int port = freePort();
    String bad =
        """
        listeners:
          - { id: http, bind: "127.0.0.1:0" }
          - { id: fresh, bind: "127.0.0.1:%d" }
          - { id: taken, bind: "${origin2}" }
        """
            .formatted(port);
    assertThatThrownBy(
            () -> gateway.reload(bad + logging(dir.resolve("a.log"), "{path}") + to("${origin2}")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("listeners[2].bind: " + two.address() + ": address already in use");
    assertThatThrownBy(() -> RawClient.connect(port)).isInstanceOf(UncheckedIOException.class);
    assertThat(gateway.metrics()).doesNotContain("fresh").doesNotContain(two.address());
    gateway.connect().get("/").read();
    assertThat(lines(dir.resolve("a.log"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "routes: [ { id: all, upstream: nowhere } ]",
        "routes: [ { id: all, upstream: main, oops: 1 } ]",
        "routes: [",
        "routes: [ { id: all, upstream: main } ]\n"
            + "upstreams: [ { id: main, targets: [ { address: \"no.such.host.invalid:80\" } ] } ]",
        "listeners: [ { id: http, bind: \"127.0.0.1:0\" },"
            + " { id: taken, bind: \"${origin2}\" } ]\n"
            + "routes: [ { id: all, direct_response: { body: wrong } } ]"
      })
  void leavesEverythingAsItWas(String bad) {
    RawClient client = gateway.connect();
    assertThat(client.get("/").read().text()).isEqualTo("one");
    int port = gateway.port();

    assertThatThrownBy(() -> gateway.reload(bad))
        .isInstanceOfAny(IllegalArgumentException.class, UncheckedIOException.class);
    assertThat(gateway.gateway().revision()).isEqualTo(1);
    assertThat(gateway.port()).isEqualTo(port);
    assertThat(client.get("/").read().text()).isEqualTo("one");
    assertThat(one.connections()).isEqualTo(1); // not even a connection was lost

    gateway.reload(to("${origin2}"));
    assertThat(client.get("/").read().text()).isEqualTo("two");
  }
}
