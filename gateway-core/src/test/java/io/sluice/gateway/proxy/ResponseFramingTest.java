package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Fields.Field;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a response's body is delimited on its way to the client (RFC 9112 6.3). */
class ResponseFramingTest {
  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.forwarding();

  private void originSends(String response) {
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send(response);
              if (!response.contains("Content-Length") && !response.contains("chunked")) {
                connection.close();
              }
            });
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "sized       | Content-Length: 5~~hello                    | 5 | -       | hello",
        "empty       | Content-Length: 0~~                         | 0 | -       | ''",
        "chunked     | Transfer-Encoding: chunked~~2~he~3~llo~0~~  | - | chunked | hello",
        "no chunk    | Transfer-Encoding: chunked~~0~~             | - | chunked | ''",
        "extensions  | Transfer-Encoding: chunked~~5;a=b~hello~0~~ | - | chunked | hello",
        "until close | X: y~~hello                                 | - | chunked | hello",
        "nothing     | X: y~~                                      | - | chunked | ''"
      })
  void aBodyArrivesWhole(String name, String sent, String length, String coding, String body) {
    originSends("HTTP/1.1 200 OK\r\n" + sent.replace("~", "\r\n"));
    RawClient client = sluice.connect();

    for (int i = 0; i < 2; i++) { // the client's connection lives on
      RawResponse response = client.get("/").read();
      assertThat(response.header("content-length")).isEqualTo(length);
      assertThat(response.header("transfer-encoding")).isEqualTo(coding);
      assertThat(response.text()).isEqualTo(body);
    }
  }

  @ParameterizedTest(name = "HEAD: {0}")
  @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked", "Content-Type: a/b"})
  void theAnswerToHeadHasNoBodyWhateverItsFieldsSay(String field) {
    sluice
        .origin()
        .answer(
            (request, connection) -> connection.send("HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n"));
    RawClient client = sluice.connect();
    int connections = sluice.origin().connections();

    for (int i = 0; i < 2; i++) {
      RawResponse response = client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").readToHead();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("content-length"))
          .isEqualTo(field.startsWith("Content-Length") ? "5" : null);
    }
    assertThat(sluice.origin().connections()).isLessThanOrEqualTo(connections + 1);
  }

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource({
    "204, X: y",
    "204, Content-Length: 5",
    "204, Transfer-Encoding: chunked",
    "304, X: y",
    "304, Content-Length: 5",
    "304, Transfer-Encoding: chunked"
  })
  void statusesWithoutBody(int status, String field) {
    sluice
        .origin()
        .answer(
            (request, connection) ->
                connection.send("HTTP/1.1 " + status + " Fine\r\n" + field + "\r\n\r\n"));
    RawClient client = sluice.connect();

    for (int i = 0; i < 2; i++) {
      RawResponse response = client.get("/").read();
      assertThat(response.status()).isEqualTo(status);
      assertThat(response.header("transfer-encoding")).isNull();
      assertThat(response.header("content-length")) // what the body of a 200 would have
          .isEqualTo(status == 304 && field.startsWith("Content-Length") ? "5" : null);
    }
  }

  @Test
  void trailersFollowAChunkedBody() {
    originSends(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: digest\r\n\r\n"
            + "5\r\nhello\r\n0\r\nDigest: abc\r\nContent-Length: 9\r\nSet-Cookie: a=b\r\n\r\n");

    RawResponse response = sluice.connect().get("/").read();
    assertThat(response.header("trailer")).isEqualTo("digest");
    assertThat(response.trailers().all()) // what frames or steers a message must not come late
        .containsExactly(new Field("Digest", "abc"));
  }

  @Test
  void aStatusLineWithoutReasonGetsTheStandardOne() {
    originSends("HTTP/1.1 418\r\nContent-Length: 0\r\n\r\n");
    RawResponse response = sluice.connect().get("/").read();
    assertThat(response.status()).isEqualTo(418);
    assertThat(response.reason()).isNotBlank();
  }

  @Test
  void anHttp10OriginsAnswerIsRelayed() {
    originSends("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    RawClient client = sluice.connect();
    int connections = sluice.origin().connections();
    assertThat(client.get("/").read().text()).isEqualTo("hello");
    assertThat(client.get("/").read().text()).isEqualTo("hello");
    assertThat(sluice.origin().connections()) // it does not keep connections unasked
        .isGreaterThanOrEqualTo(connections + 1);
  }

  @Test
  void fieldsKeepTheirOrderAndRepetitions() {
    originSends(
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nVary: x\r\nSet-Cookie: b=2\r\n"
            + "Content-Length: 0\r\n\r\n");
    List<String> cookies = sluice.connect().get("/").read().headers().all("set-cookie");
    assertThat(cookies).containsExactly("a=1", "b=2");
  }

  @Test
  void aLargeBodyIsRelayedBitForBit() {
    byte[] body = Bodies.random(3 << 20);
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              Bodies.sendChunked(connection, body, 30_000);
            });
    assertThat(sluice.connect().get("/").read().body()).isEqualTo(body);
  }
}
