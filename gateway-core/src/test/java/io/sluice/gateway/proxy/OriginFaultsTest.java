package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an origin can do wrong, without any retries. Before its head has gone to the client the
 * answer is a clean 502 and the client's connection lives on; after that the client must see that
 * the response is not whole.
 */
class OriginFaultsTest {
  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.forwarding();

  /** Every fault must leave the gateway able to serve the next request. */
  private static void assertUnharmed(RawClient client) {
    sluice.origin().restart();
    sluice.origin().answer((request, connection) -> connection.answer(200, "unharmed"));
    assertThat(client.get("/").read().text()).isEqualTo("unharmed");
  }

  private static RawResponse answerOf(RawClient client, StubOrigin.Handler fault) {
    sluice.origin().answer(fault);
    return client.get("/").read();
  }

  @Test
  void refusesTheConnection() {
    sluice.origin().kill();
    RawClient client = sluice.connect().get("/");

    RawResponse response = client.read();
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.problem()).isEqualTo("connection_refused");
    assertThat(response.header("content-type")).isEqualTo("application/problem+json");
    assertUnharmed(client);
  }

  @Test
  void closesWithoutAWord() {
    RawClient client = sluice.connect();
    RawResponse response = answerOf(client, (request, connection) -> connection.close());
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.problem()).isEqualTo("upstream_reset");
    assertUnharmed(client);
  }

  @Test
  void resetsTheConnection() {
    RawClient client = sluice.connect();
    RawResponse response = answerOf(client, (request, connection) -> connection.reset());
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.problem()).isEqualTo("upstream_reset");
    assertUnharmed(client);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "H",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
        "HTTP/1.1 103 Early Hints\r\n\r\n"
      })
  void closesInTheMiddleOfTheHead(String start) {
    RawClient client = sluice.connect();
    RawResponse response =
        answerOf(
            client,
            (request, connection) -> {
              connection.send(start);
              connection.close();
            });
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.problem()).isEqualTo("upstream_closed_early");
    assertUnharmed(client);
  }

  static Stream<Arguments> noHttp() {
    return Stream.of(
        arguments("another protocol", "SSH-2.0-OpenSSH_9.6\r\n"),
        arguments("a TLS alert", "\u0015\u0003\u0001\u0000\u0002\u0002F\n"),
        arguments("no version", "200 OK\r\n\r\n"),
        arguments("HTTP/2", "HTTP/2.0 200 OK\r\n\r\n"),
        arguments("HTTP/0.9", "<html>hello</html>\r\n"),
        arguments("status 099", "HTTP/1.1 099 X\r\n\r\n"),
        arguments("status 600", "HTTP/1.1 600 X\r\n\r\n"),
        arguments("two digits", "HTTP/1.1 20 X\r\n\r\n"),
        arguments("a bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
        arguments("length and coding", head("Content-Length: 2", "Transfer-Encoding: chunked")),
        arguments("coding and length", head("Transfer-Encoding: chunked", "Content-Length: 2")),
        arguments("two lengths", head("Content-Length: 2", "Content-Length: 3")),
        arguments("the same length twice", head("Content-Length: 2", "Content-Length: 2")),
        arguments("a list of lengths", head("Content-Length: 2, 2")),
        arguments("a negative length", head("Content-Length: -1")),
        arguments("a huge length", head("Content-Length: 99999999999999999999")),
        arguments("an unknown coding", head("Transfer-Encoding: gzip")),
        arguments("chunked not last", head("Transfer-Encoding: chunked, gzip")),
        arguments("chunked in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        arguments("a folded field", head("X: a", " b")),
        arguments("a space before the colon", head("X : a")),
        arguments("no colon", head("X")),
        arguments("a NUL", head("X: a\u0000b")),
        arguments("a bare CR", head("X: a\rb")));
  }

  private static String head(String... fields) {
    return "HTTP/1.1 200 OK\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noHttp")
  void answersInNoHttp(String name, String sent) {
    RawClient client = sluice.connect();
    RawResponse response =
        answerOf(
            client,
            (request, connection) -> {
              connection.send(sent);
              connection.awaitEnd(); // the gateway must not wait for more
            });
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.problem()).isEqualTo("malformed_response");
    assertUnharmed(client);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"one field of 300 KB", "many fields", "endless status line"})
  void answersWithATooLargeHead(String kind) {
    String head =
        switch (kind) {
          case "many fields" -> "HTTP/1.1 200 OK\r\n" + "x: yyyyyyy\r\n".repeat(30_000);
          case "endless status line" -> "HTTP/1.1 200 " + "x".repeat(300_000);
          default -> "HTTP/1.1 200 OK\r\nx: " + "y".repeat(300_000) + "\r\n\r\n";
        };
    RawClient client = sluice.connect();
    RawResponse response =
        answerOf(
            client,
            (request, connection) -> {
              connection.send(head);
              connection.awaitEnd();
            });
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.problem()).isEqualTo("malformed_response");
    assertUnharmed(client);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "in a sized body     | Content-Length: 10~~hello",
        "before a sized body | Content-Length: 10~~",
        "in a chunk          | Transfer-Encoding: chunked~~a~hello",
        "after a chunk       | Transfer-Encoding: chunked~~5~hello~",
        "in the last chunk   | Transfer-Encoding: chunked~~5~hello~0~",
        "in the trailers     | Transfer-Encoding: chunked~~5~hello~0~t: 1~"
      })
  void breaksOffInTheBody(String name, String sent) {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\n" + sent.replace("~", "\r\n"));
              connection.closeOutput();
              connection.awaitEnd();
            });
    RawClient client = sluice.connect().get("/");
    assertThatThrownBy(client::read).isInstanceOf(AssertionError.class); // it is not whole
    assertThat(client.isClosed()).isTrue();
    assertUnharmed(sluice.connect());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "sized       | Content-Length: 10~~hello",
        "chunked     | Transfer-Encoding: chunked~~5~hello~",
        "until close | X: y~~hello"
      })
  void resetsInTheBody(String name, String sent) {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\n" + sent.replace("~", "\r\n"));
              connection.pause(50); // a reset takes what is not read yet
              connection.reset();
            });
    RawClient client = sluice.connect().get("/");
    assertThatThrownBy(client::read).isInstanceOf(AssertionError.class);

    // For HTTP/1.0 only a reset tells that the body is not whole.
    RawClient old = sluice.connect().send("GET / HTTP/1.0\r\nHost: x\r\n\r\n");
    assertThatThrownBy(old::read).isInstanceOf(AssertionError.class);
    assertUnharmed(sluice.connect());
  }

  @Test
  void sendsMoreThanItAnnounced() {
    AtomicInteger answered = new AtomicInteger();
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              answered.incrementAndGet();
              connection.send(
                  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n"
                      + "Content-Length: 6\r\n\r\nforged");
              assertThat(connection.awaitEnd()).isIn(Ending.CLOSED, Ending.RESET);
            });
    RawClient client = sluice.connect();

    for (int i = 1; i <= 3; i++) {
      assertThat(client.get("/" + i).read().text()).isEqualTo("ok");
    }
    assertThat(answered).hasValue(3); // each answer is that of its own request
  }

  @Test
  void speaksUnaskedOnAnIdleConnection() {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.answer(200, "ok");
              connection.pause(30);
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
              connection.awaitEnd();
            });
    RawClient client = sluice.connect();
    int before = sluice.origin().connections();
    assertThat(client.get("/1").read().text()).isEqualTo("ok");
    Await.until("the connection is given up", () -> sluice.origin().openConnections() == 0);

    sluice.origin().answer((request, connection) -> connection.answer(200, "ok"));
    assertThat(client.get("/2").read().text()).isEqualTo("ok");
    assertThat(sluice.origin().connections()).isGreaterThan(before);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a malformed chunk   | xyz~",
        "a chunk too long    | 5~hello!!~0~~",
        "a malformed trailer | 0~t : 1~~"
      })
  void garblesTheBody(String name, String garbage) {
    String first = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";
    RawClient client = sluice.connect();
    RawResponse answered =
        answerOf(
            client,
            (request, connection) -> {
              connection.send(first + garbage.replace("~", "\r\n"));
              connection.awaitEnd();
            });
    assertThat(answered.status()).isEqualTo(502); // the head had not gone out yet
    assertThat(answered.problem()).isEqualTo("malformed_response");
    assertUnharmed(client);

    CountDownLatch firstIsRead = new CountDownLatch(1);
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send(first);
              Await.open(firstIsRead);
              connection.send(garbage.replace("~", "\r\n"));
              connection.awaitEnd();
            });
    RawClient late = sluice.connect().get("/").awaitBytes();
    firstIsRead.countDown();
    assertThatThrownBy(late::read).isInstanceOf(AssertionError.class); // it is not whole
    assertThat(late.isClosed()).isTrue();
    assertUnharmed(sluice.connect());
  }
}
