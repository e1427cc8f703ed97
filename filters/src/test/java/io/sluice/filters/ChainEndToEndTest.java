package io.sluice.filters;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.fake.ChainTester;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All filters in one chain, in the order that docs/README.md recommends. */
class ChainEndToEndTest {
  private static final String CHAIN =
      """
      - name: request_id
      - { name: ip_restriction, config: { deny: [203.0.113.0/24] } }
      - { name: cors, config: { allow_origins: ["https://app.test"], expose_headers: [x-served-by] } }
      - { name: request_size, config: { max: 10 } }
      - { name: compression }
      - { name: headers, config: { response: { set: { x-served-by: sluice }, remove: [server] } } }
      """;
  private static final String LONG = "a body that repeats. ".repeat(200);
  private static final String POST =
      "POST / HTTP/1.1\r\nHost: test\r\nOrigin: https://app.test\r\nAccept-Encoding: gzip\r\n";

  private static ChainTester tester;
  private RawClient client;

  @BeforeAll
  static void start() {
    tester = ChainTester.behindTrustedProxy("[127.0.0.0/8]", CHAIN);
  }

  @AfterAll
  static void stop() {
    tester.close();
  }

  @BeforeEach
  void connect() {
    tester.origin().restart();
    tester.origin().clear();
    tester
        .origin()
        .answer((request, to) -> to.answer(200, "Server: x\r\nContent-Type: text/html\r\n", LONG));
    client = tester.connect();
  }

  @Test
  void eachDoesItsPart() throws Exception {
    for (int i = 0; i < 3; i++) { // on one connection
      RawResponse response = client.send(POST + "Content-Length: 10\r\n\r\n0123456789").read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(unzipped(response)).isEqualTo(LONG);
      assertThat(response.headers().all("vary")).containsExactly("accept-encoding", "origin");
      assertThat(response.header("access-control-allow-origin")).isEqualTo("https://app.test");
      assertThat(response.header("x-served-by")).isEqualTo("sluice");
      assertThat(response.headers().has("server")).isFalse();
      ReceivedRequest seen = tester.origin().takeRequest();
      assertThat(seen.text()).isEqualTo("0123456789");
      assertThat(response.header("x-request-id")).isEqualTo(seen.headers().first("x-request-id"));
    }
  }

  private static String unzipped(RawResponse response) throws IOException {
    assertThat(response.header("content-encoding")).isEqualTo("gzip");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void refusalPassesOnlyWhatIsInFront() {
    RawResponse response =
        client.send(POST + "X-Forwarded-For: 203.0.113.9\r\nContent-Length: 0\r\n\r\n").read();
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.text()).contains(response.header("x-request-id"));
    assertThat(response.headers().has("access-control-allow-origin")).isFalse();
    assertThat(response.headers().has("x-served-by")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 11\r\n\r\n0123456789a",
        "Transfer-Encoding: chunked\r\n\r\nb\r\n0123456789a\r\n0\r\n\r\n",
      })
  void bodyThatIsTooLongIsRefusedReadably(String rest) {
    RawResponse response = client.send(POST + rest).read();
    assertThat(response.status()).isEqualTo(413);
    assertThat(response.problem()).isEqualTo("request_too_large");
    assertThat(response.header("access-control-allow-origin")).isEqualTo("https://app.test");
    assertThat(response.header("x-request-id")).isNotNull();
    assertThat(response.headers().has("content-encoding")).isFalse();
  }

  @Test
  void originThatIsGoneIsToldReadably() {
    tester.origin().kill();
    RawResponse response = client.send(POST + "Content-Length: 2\r\n\r\nhi").read();
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.problem()).isNotNull();
    assertThat(response.header("access-control-allow-origin")).isEqualTo("https://app.test");
    assertThat(response.header("x-served-by")).isEqualTo("sluice");
    assertThat(response.headers().has("content-encoding")).isFalse();
  }

  @Test
  void preflightIsAnsweredInItsPlace() {
    RawResponse response =
        client
            .send(
                "OPTIONS / HTTP/1.1\r\nHost: test\r\nOrigin: https://app.test\r\n"
                    + "Access-Control-Request-Method: PUT\r\n\r\n")
            .read();
    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header("x-request-id")).isNotNull();
    assertThat(response.header("access-control-allow-methods")).contains("PUT");
    assertThat(tester.origin().requests()).isEmpty();
  }
}
