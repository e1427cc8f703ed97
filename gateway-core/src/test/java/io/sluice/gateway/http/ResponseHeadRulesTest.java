package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.GatewayError;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9112 on what an origin sends: as strict as on what a client sends. */
class ResponseHeadRulesTest {
  static Stream<FramingRule> refused() {
    return Stream.of(
        line("4", "another protocol", "HTTP/2 200"),
        line("4", "a version to come", "HTTP/1.2 200 OK"),
        line("4", "lower case", "http/1.1 200 OK"),
        line("4", "no space", "HTTP/1.1200 OK"),
        line("4", "two spaces", "HTTP/1.1  200 OK"),
        line("4", "a tab", "HTTP/1.1\t200 OK"),
        line("4", "two digits", "HTTP/1.1 20 OK"),
        line("4", "four digits", "HTTP/1.1 2000 OK"),
        line("4", "no number", "HTTP/1.1 abc OK"),
        line("4", "status 099", "HTTP/1.1 099 x"),
        line("4", "status 600", "HTTP/1.1 600 x"),
        line("4", "no status", "HTTP/1.1"),
        line("4", "a control character in the reason", "HTTP/1.1 200 O\u0001K"),
        line("4", "a bare CR in the reason", "HTTP/1.1 200 O\rK"),
        line("4", "no HTTP at all", "SSH-2.0-x"),
        line("4", "an empty line in front", "\r\nHTTP/1.1 200 OK"),
        rule(
            "4",
            "a status line without end",
            "HTTP/1.1 200 " + "x".repeat(9000),
            WireErrors.STATUS_LINE),
        rule("2.2", "bare LF", "HTTP/1.1 200 OK\n\n", WireErrors.LINE_END),
        field("5.1", "a space before the colon", "a : b", WireErrors.FIELD_NAME),
        field("5.2", "a folded line", "a: b\r\n c", WireErrors.OBS_FOLD),
        field("5.5", "NUL in a value", "a: \0", WireErrors.FIELD_VALUE),
        field(
            "6.3",
            "length and coding",
            "Content-Length: 1\r\nTransfer-Encoding: chunked",
            WireErrors.LENGTH_AND_ENCODING),
        field(
            "6.3",
            "two lengths",
            "Content-Length: 1\r\nContent-Length: 1",
            WireErrors.REPEATED_LENGTH),
        field("6.3", "a malformed length", "Content-Length: 1, 1", WireErrors.CONTENT_LENGTH),
        field(
            "6.1",
            "a coding that does not end in chunked",
            "Transfer-Encoding: chunked, gzip",
            WireErrors.TRANSFER_ENCODING),
        field(
            "6.1",
            "a coding that is not known",
            "Transfer-Encoding: gzip, chunked",
            WireErrors.UNKNOWN_CODING),
        rule(
            "6.1",
            "a coding in HTTP/1.0",
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            WireErrors.TRANSFER_ENCODING));
  }

  private static FramingRule line(String section, String broken, String line) {
    return rule(section, broken, line + "\r\n\r\n", WireErrors.STATUS_LINE);
  }

  private static FramingRule field(String section, String broken, String line, GatewayError error) {
    return rule(section, broken, "HTTP/1.1 200 OK\r\n" + line + "\r\n\r\n", error);
  }

  private static FramingRule rule(String section, String broken, String text, GatewayError error) {
    return new FramingRule("RFC 9112 " + section, broken, text, error);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refuses(FramingRule rule) {
    Parsed parsed = Parsed.response(List.of(Parsed.bytes(rule.message())));
    assertThat(parsed.error()).isEqualTo(rule.error());
    assertThat(parsed.result()).isNull();
  }

  /** RFC 9112 6.3: which responses have a body, whatever their fields say. */
  @ParameterizedTest
  @CsvSource({
    "GET, 200, Content-Length: 5, 5",
    "GET, 200, Transfer-Encoding: chunked, -1",
    "GET, 200, x: y, -3",
    "HEAD, 200, Content-Length: 5, 0",
    "HEAD, 200, Transfer-Encoding: chunked, 0",
    "HEAD, 200, x: y, 0",
    "GET, 204, Content-Length: 5, 0",
    "GET, 304, Content-Length: 5, 0",
    "GET, 304, x: y, 0",
    "GET, 100, x: y, 0",
    "GET, 103, Content-Length: 5, 0",
    "POST, 205, x: y, -3",
    "GET, 500, Content-Length: 0, 0",
  })
  void knowsWhichResponsesHaveABody(String method, int status, String field, long length) {
    ByteBuf in =
        Unpooled.wrappedBuffer(Parsed.bytes("HTTP/1.1 " + status + " x\r\n" + field + "\r\n\r\n"));
    ResponseHead head = new ResponseParser(HeadLimits.RESPONSE).parse(in);
    assertThat(head).isNotNull();
    assertThat(head.bodyLength(method)).isEqualTo(length);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, x: y, true",
    "HTTP/1.1, Connection: close, false",
    "HTTP/1.1, Connection: keep-alive, true",
    "HTTP/1.0, x: y, false",
    "HTTP/1.0, Connection: keep-alive, true",
    "HTTP/1.0, Connection: close, false",
  })
  void knowsWhetherTheOriginKeepsTheConnection(String version, String field, boolean kept) {
    ByteBuf in = Unpooled.wrappedBuffer(Parsed.bytes(version + " 200 x\r\n" + field + "\r\n\r\n"));
    assertThat(new ResponseParser(HeadLimits.RESPONSE).parse(in).keepAlive()).isEqualTo(kept);
  }
}
