package io.sluice.filters.bandwidthlimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A rate of 16 KiB, one piece, a second, with a burst of as much, by a clock of the test's own. */
class BandwidthLimitEndToEndTest {
  private static final int PIECE = 16 << 10;

  /** A second, and what a timer is late. */
  private static final Duration PIECE_TIME = Duration.ofMillis(1_020);

  private static final int PIECES = 16;
  private static final String BODY = "x".repeat(PIECES * PIECE);

  /** What one read may bring at once, and what is on its way: it passes, and is owed for. */
  private static final int SLACK = 5 * PIECE;

  private final ManualTicker clock = new ManualTicker();
  private final StubOrigin origin = StubOrigin.answering(200, BODY);
  private final TestGateway gateway =
      TestGateway.of(config("response", "16KiB/s")).clock(clock).origins(origin).start();

  /** Idle times are shorter than what one read of 64 KiB takes. */
  private static String config(String direction, String rate) {
    return """
        listeners: [ { id: http, bind: "127.0.0.1:0", timeouts: { body: 1500ms, idle: 1h } } ]
        routes:
          - id: r
            match: { path: { prefix: /origin } }
            upstream: origin
            timeout: { request: 0, idle: 1500ms }
            filters: [ { name: bandwidth_limit, config: { rate: %2$s, direction: %1$s, key: header.x-key } } ]
          - id: direct
            direct_response: { body: "%3$s" }
            timeout: { request: 0, idle: 1500ms }
            filters: [ { name: bandwidth_limit, config: { rate: %2$s, direction: %1$s } } ]
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """
        .formatted(direction, rate, BODY);
  }

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private Socket send(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.setSoTimeout(5_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private static void readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    assertThat(head).startsWith("HTTP/1.1 200");
  }

  /** Reads until nothing comes any more: timers are looked at every 10 ms. */
  private static int settled(InputStream in) throws Exception {
    int bytes = 0;
    for (int quiet = 0; quiet < 5; quiet++) {
      int there = in.available();
      if (there > 0) {
        bytes += in.readNBytes(there).length;
        quiet = 0;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/origin", "/"})
  void responsePassesAsItIsPaidFor(String path) throws Exception {
    try (Socket client = send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")) {
      InputStream in = client.getInputStream();
      readHead(in);
      int received = settled(in);
      for (int second = 1; received < BODY.length(); second++) {
        assertThat(received).isBetween(second * PIECE, second * PIECE + PIECE);
        clock.advance(PIECE_TIME);
        received += settled(in);
      }
      assertThat(received).isEqualTo(BODY.length());
      clock.advance(PIECE_TIME);
      client.getOutputStream().write(bytes("GET /origin HTTP/1.1\r\nHost: x\r\nX-Key: 2\r\n\r\n"));
      readHead(in); // and the connection goes on
    }
  }

  @Test
  void exchangesOfOneKeyShareItsRate() throws Exception {
    String request = "GET /origin HTTP/1.1\r\nHost: x\r\nX-Key: 7\r\n\r\n";
    try (Socket one = send(request)) {
      readHead(one.getInputStream());
      assertThat(settled(one.getInputStream())).isPositive();
      try (Socket other = send(request)) {
        readHead(other.getInputStream());
        assertThat(settled(other.getInputStream())).isZero();
        clock.advance(PIECE_TIME);
        assertThat(settled(other.getInputStream())).isBetween(1, PIECE);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"HEAD, 200", "GET, 204"})
  void responseWithoutABodyIsNotHeldBack(String method, int status) throws Exception {
    try (Socket client = send("GET /origin HTTP/1.1\r\nHost: x\r\nX-Key: 1\r\n\r\n")) {
      readHead(client.getInputStream());
      settled(client.getInputStream());
    }
    origin.answer(
        (request, to) ->
            to.send(
                "HTTP/1.1 "
                    + status
                    + " ok\r\n"
                    + (status == 200 ? "Content-Length: 5\r\n" : "")
                    + "\r\n"));
    RawClient next =
        gateway.connect().send(method + " /origin HTTP/1.1\r\nHost: x\r\nX-Key: 1\r\n\r\n");
    RawResponse response = method.equals("HEAD") ? next.readToHead() : next.read();
    assertThat(response.status()).isEqualTo(status);
  }

  @Test
  void clientThatGoesAwayMeanwhileLeavesNothingBehind() throws Exception {
    try (Socket client = send("GET /origin HTTP/1.1\r\nHost: x\r\n\r\n")) {
      readHead(client.getInputStream());
      settled(client.getInputStream());
    }
    Await.until("the exchange is over", () -> gateway.metric("sluice_inflight{route=\"r\"}") == 0);
  }

  @Test
  void reloadKeepsWhatIsOwed() throws Exception {
    String request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    try (Socket client = send(request)) {
      InputStream in = client.getInputStream();
      readHead(in);
      for (int received = settled(in); received < BODY.length(); received += settled(in)) {
        clock.advance(PIECE_TIME);
      }
      gateway.reload(config("response", "32KiB/s"));
      clock.advance(PIECE_TIME);
      client.getOutputStream().write(bytes(request));
      readHead(in);
      // what was owed is paid for, but there is no new burst beside what a second has saved up
      int received = settled(in);
      assertThat(received).isLessThanOrEqualTo(2 * PIECE);
      clock.advance(PIECE_TIME.dividedBy(2));
      assertThat(settled(in)).isEqualTo(PIECE);
    }
  }

  @Test
  void requestPassesAsItIsPaidFor() throws Exception {
    AtomicInteger received = new AtomicInteger();
    CompletableFuture<Void> done = new CompletableFuture<>();
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        TestGateway uploads =
            TestGateway.of(config("request", "16KiB/s"))
                .clock(clock)
                .variable("origin", "127.0.0.1:" + server.getLocalPort())
                .start()) {
      Thread reader = new Thread(() -> count(server, received, done), "counting-origin");
      reader.start();
      RawClient client = uploads.connect();
      client.send(
          "POST /origin HTTP/1.1\r\nHost: x\r\nContent-Length: " + BODY.length() + "\r\n\r\n");
      CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> client.send(BODY));
      Await.until("a piece has come", () -> received.get() > 0);
      for (int second = 0; second < PIECES && received.get() < BODY.length(); second++) {
        TimeUnit.MILLISECONDS.sleep(30);
        assertThat(received.get()).isLessThanOrEqualTo(second * PIECE + PIECE + SLACK);
        clock.advance(PIECE_TIME);
      }
      sent.get(5, TimeUnit.SECONDS);
      done.get(5, TimeUnit.SECONDS);
      assertThat(client.read().status()).isEqualTo(204);
      reader.join();
    }
  }

  /** Counts the bytes of one request's body, and answers. */
  private static void count(
      ServerSocket server, AtomicInteger received, CompletableFuture<Void> done) {
    try (Socket socket = server.accept()) {
      InputStream in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      while (received.get() < BODY.length() && in.read() >= 0) {
        received.incrementAndGet();
      }
      socket.getOutputStream().write(bytes("HTTP/1.1 204 ok\r\n\r\n"));
      done.complete(null);
    } catch (IOException e) {
      done.completeExceptionally(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
