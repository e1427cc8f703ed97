package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where the network cuts a message says nothing about it: in one piece, byte by byte, and cut in
 * two at every place the result must be the same, and so must the refusal.
 */
class EverySplitTest {
  private static final int MOST_CUTS = 400; // of the long ones, those near both ends

  static Stream<FramingRule> refusedHeads() {
    return RequestHeadRules.all().stream();
  }

  static Stream<FramingRule> refusedBodies() {
    return ChunkedBodyRules.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedHeads")
  void ofARefusedRequestHead(FramingRule rule) {
    check(rule.message(), Parsed::request);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedBodies")
  void ofARefusedChunkedBody(FramingRule rule) {
    check(ChunkedBodyRules.bodyOf(rule), portions -> Parsed.body(BodyReader.CHUNKED, portions));
  }

  static Stream<String> heads() {
    return Stream.of(
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nGET /a/b?c=d HTTP/1.1\r\nHost: example.com:80\r\nAccept:  */* \r\nX-Empty:\r\n\r\n",
        "GET http://b/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /next HTTP/1.1\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc",
        "GET / HTTP/1.1\r\nHost: a\r\n"
            + "x-field: some value or other\r\n".repeat(100)
            + "\r\nrest");
  }

  @ParameterizedTest
  @MethodSource("heads")
  void ofARequestHead(String message) {
    assertThat(check(message, Parsed::request).result()).isNotNull();
  }

  static Stream<String> responses() {
    return Stream.of(
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200\r\n\r\n",
        "HTTP/1.1 204 \r\nConnection: close\r\n\r\nHTTP/1.1 200 OK\r\n",
        "HTTP/1.0 404 Not \u00e9 \tFound\r\nConnection: keep-alive\r\n\r\nrest",
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("responses")
  void ofAResponseHead(String message) {
    assertThat(check(message, Parsed::response).result()).isNotNull();
  }

  static Stream<String> refusedResponses() {
    return ResponseHeadRulesTest.refused().map(FramingRule::message);
  }

  @ParameterizedTest
  @MethodSource("refusedResponses")
  void ofARefusedResponseHead(String message) {
    assertThat(check(message, Parsed::response).error()).isNotNull();
  }

  static Stream<String> bodies() {
    return Stream.of(
        "0\r\n\r\nrest",
        "3\r\nabc\r\n0\r\n\r\n",
        "3;a=\"b\\\"\"; c\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nt: 1\r\nu:\r\n\r\nGET / HTTP/1.1\r\n",
        "0\r\nContent-Length: 5\r\nx: y\r\n\r\nrest");
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void ofAChunkedBodyAndItsTrailers(String message) {
    assertThat(check(message, p -> Parsed.body(BodyReader.CHUNKED, p)).result()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void ofASizedBody(String message) {
    assertThat(check(message, p -> Parsed.body(5, p)).result()).hasSize(5 + "|null".length());
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void ofABodyThatEndsWithTheConnection(String message) {
    assertThat(check(message, p -> Parsed.body(BodyReader.UNTIL_CLOSE, p)).result())
        .isEqualTo(message + "|null");
  }

  /** Gives the result of the whole, to be the same for every split. */
  private static Parsed check(String text, Function<List<byte[]>, Parsed> reader) {
    byte[] message = Parsed.bytes(text);
    Parsed whole = reader.apply(List.of(message));
    assertThat(reader.apply(Parsed.bytewise(message))).as("byte by byte").isEqualTo(whole);
    for (int cut : cuts(message.length)) {
      assertThat(reader.apply(Parsed.cut(message, cut))).as("cut at %d", cut).isEqualTo(whole);
    }
    return whole;
  }

  private static List<Integer> cuts(int length) {
    List<Integer> cuts = new ArrayList<>();
    for (int i = 1; i < length; i++) {
      if (i < MOST_CUTS || length - i < MOST_CUTS / 4) {
        cuts.add(i);
      }
    }
    return cuts;
  }
}
