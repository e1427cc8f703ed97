package io.sluice.filters.requestsize;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.FilterResult;
import io.sluice.gateway.testkit.FilterTester;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSizeEndToEndTest {
  private static final String POST = "POST / HTTP/1.1\r\nHost: test\r\n";

  private static FilterTester tester(int max) {
    return FilterTester.of(new RequestSizeFactory(), "max: " + max);
  }

  @ParameterizedTest
  @CsvSource({"10, 0", "10, 1", "10, 10", "0, 0"})
  void letsThroughWhatIsWithinTheLimit(int max, int length) {
    try (FilterTester tester = tester(max)) {
      String body = "x".repeat(length);
      FilterResult sized = tester.request("POST", "/").body(body).send();
      assertThat(sized.status()).isEqualTo(200);
      assertThat(sized.origin().text()).isEqualTo(body);
      RawClient client =
          tester.gateway().connect().send(POST + "Transfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < length; i++) {
        client.send("1;a=b\r\nx\r\n"); // framing does not count
      }
      assertThat(client.send("0\r\n\r\n").read().status()).isEqualTo(200);
    }
  }

  @Test
  void refusesAnAnnouncedLengthBeforeABodyIsSent() {
    try (FilterTester tester = tester(10)) {
      RawClient client =
          tester
              .gateway()
              .connect()
              .send(POST + "Expect: 100-continue\r\nContent-Length: 11\r\n\r\n");
      RawResponse response = client.read();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.problem()).isEqualTo("request_too_large");
      assertThat(response.text()).contains("longer than 10 bytes");
      assertThat(response.informational()).isEmpty();
      assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
      assertThat(tester.origin().requests()).isEmpty();
    }
  }

  @Test
  void connectionGoesOnAfterAShortBodyThatWasRefused() {
    try (FilterTester tester = tester(10)) {
      RawClient client = tester.gateway().connect();
      client.send(POST + "Content-Length: 11\r\n\r\nhello world");
      assertThat(client.read().status()).isEqualTo(413);
      assertThat(client.get("/").read().status()).isEqualTo(200);
    }
  }

  /** Whether the piece that goes over comes alone, with others, or with the end of the body. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "b\r\nhello world\r\n0\r\n\r\n",
        "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
        "5\r\nhello\r\n5\r\n worl\r\n1\r\nd\r\n",
      })
  void refusesAStreamedBodyAndCutsOffItsOrigin(String chunks) throws Exception {
    try (RecordingOrigin origin = new RecordingOrigin();
        TestGateway gateway = gateway(origin)) {
      RawClient client = gateway.connect().send(POST + "Transfer-Encoding: chunked\r\n\r\n");
      origin.await("\r\n\r\n");
      RawResponse response = client.send(chunks).read();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.problem()).isEqualTo("request_too_large");
      assertThat(origin.whole()).doesNotContain("world").doesNotContain("0\r\n\r\n");
    }
  }

  /** All in one packet: the refusal may come before there is a connection to the origin. */
  @Test
  void refusesAStreamedBodyThatIsThereAtOnce() {
    try (FilterTester tester = tester(10)) {
      FilterResult result = tester.request("POST", "/").body("hello world").chunked().send();
      assertThat(result.status()).isEqualTo(413);
      assertThat(tester.request("POST", "/").body("hello worl").chunked().send().status())
          .isEqualTo(200);
    }
  }

  @Test
  void originSeesOnlyWhatIsWithinTheLimit() throws Exception {
    try (RecordingOrigin origin = new RecordingOrigin();
        TestGateway gateway = gateway(origin)) {
      RawClient client = gateway.connect().send(POST + "Transfer-Encoding: chunked\r\n\r\n");
      client.send("8\r\n12345678\r\n");
      origin.await("12345678");
      client.send("8\r\nabcdefgh\r\n0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(413);
      assertThat(origin.whole())
          .contains("12345678")
          .doesNotContain("abc")
          .doesNotContain("0\r\n\r\n");
    }
  }

  @Test
  void cutsTheClientOffWhenTheResponseHasBegun() throws Exception {
    try (FilterTester tester = tester(10)) {
      CompletableFuture<Ending> ended = new CompletableFuture<>();
      tester
          .origin()
          .answerEarly(
              (request, to) -> {
                to.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun");
                ended.complete(to.awaitEnd());
              });
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), tester.gateway().port())) {
        client.setSoTimeout(5_000);
        client
            .getOutputStream()
            .write(bytes(POST + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"));
        Received received = new Received();
        received.readUntil(client.getInputStream(), "begun");
        client.getOutputStream().write(bytes("10\r\n0123456789abcdef\r\n0\r\n\r\n"));
        assertThat(received.readToEnd(client.getInputStream())).endsWith("\r\n\r\nbegun");
      }
      assertThat(ended.get(5, TimeUnit.SECONDS)).isNotNull();
    }
  }

  private static TestGateway gateway(RecordingOrigin origin) {
    return TestGateway.of(
            """
            routes:
              - { id: r, upstream: o, filters: [ { name: request_size, config: { max: 10 } } ] }
            upstreams:
              - { id: o, targets: [ { address: "${origin}" } ] }
            """)
        .variable("origin", "127.0.0.1:" + origin.port())
        .start();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Bytes of a connection, as text. */
  private static final class Received {
    private final StringBuilder all = new StringBuilder();

    void readUntil(InputStream in, String text) throws IOException {
      while (all.indexOf(text) < 0) {
        int b = in.read();
        if (b < 0) {
          throw new AssertionError("ended after " + all);
        }
        all.append((char) b);
      }
    }

    String readToEnd(InputStream in) {
      try {
        for (int b = in.read(); b >= 0; b = in.read()) {
          all.append((char) b);
        }
      } catch (SocketException e) {
        // cut off
      } catch (IOException e) {
        throw new AssertionError("not ended", e);
      }
      return all.toString();
    }
  }

  /** Keeps every byte that it gets over its one connection, and never answers. */
  private static final class RecordingOrigin implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final BlockingQueue<Integer> bytes = new LinkedBlockingQueue<>();
    private final StringBuilder seen = new StringBuilder();

    RecordingOrigin() throws IOException {
      Thread reader = new Thread(this::read, "recording-origin");
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (Socket socket = server.accept();
          InputStream in = socket.getInputStream()) {
        for (int b = in.read(); b >= 0; b = in.read()) {
          bytes.add(b);
        }
      } catch (IOException e) {
        // cut off
      }
      bytes.add(-1);
    }

    int port() {
      return server.getLocalPort();
    }

    private int next() throws InterruptedException {
      Integer next = bytes.poll(5, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("neither more bytes nor an end after: " + seen);
      }
      return next;
    }

    void await(String text) throws InterruptedException {
      while (seen.indexOf(text) < 0) {
        seen.append((char) next());
      }
    }

    /** Everything up to the end of the connection, which must come. */
    String whole() throws InterruptedException {
      for (int b = next(); b >= 0; b = next()) {
        seen.append((char) b);
      }
      return seen.toString();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
