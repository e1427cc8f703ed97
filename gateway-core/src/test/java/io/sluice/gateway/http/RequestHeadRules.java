package io.sluice.gateway.http;

import static io.sluice.gateway.http.WireErrors.CONTENT_LENGTH;
import static io.sluice.gateway.http.WireErrors.EXPECTATION;
import static io.sluice.gateway.http.WireErrors.FIELD_NAME;
import static io.sluice.gateway.http.WireErrors.FIELD_VALUE;
import static io.sluice.gateway.http.WireErrors.HEADERS_TOO_LARGE;
import static io.sluice.gateway.http.WireErrors.HOST;
import static io.sluice.gateway.http.WireErrors.LENGTH_AND_ENCODING;
import static io.sluice.gateway.http.WireErrors.LINE_END;
import static io.sluice.gateway.http.WireErrors.OBS_FOLD;
import static io.sluice.gateway.http.WireErrors.REPEATED_LENGTH;
import static io.sluice.gateway.http.WireErrors.REQUEST_LINE;
import static io.sluice.gateway.http.WireErrors.REQUEST_LINE_TOO_LONG;
import static io.sluice.gateway.http.WireErrors.TARGET;
import static io.sluice.gateway.http.WireErrors.TRANSFER_ENCODING;
import static io.sluice.gateway.http.WireErrors.UNKNOWN_CODING;
import static io.sluice.gateway.http.WireErrors.UPGRADE;
import static io.sluice.gateway.http.WireErrors.VERSION;

import io.sluice.gateway.api.GatewayError;
import java.util.ArrayList;
import java.util.List;

/** Every request head that is refused, by the rule that it breaks. */
public final class RequestHeadRules {
  private final List<FramingRule> rules = new ArrayList<>();

  private RequestHeadRules() {}

  /** The whole table; limits are those of a listener that says nothing of them. */
  public static List<FramingRule> all() {
    RequestHeadRules table = new RequestHeadRules();
    table.lineEnds();
    table.requestLine();
    table.target();
    table.host();
    table.fields();
    table.contentLength();
    table.transferEncoding();
    table.semantics();
    table.limits();
    return List.copyOf(table.rules);
  }

  private void lineEnds() {
    rule(
        "RFC 9112 2.2",
        "bare LF after the request line",
        "GET / HTTP/1.1\nHost: a\r\n\r\n",
        LINE_END);
    field("RFC 9112 2.2", "bare LF after a field", "a: b\nc: d", LINE_END);
    rule("RFC 9112 2.2", "bare LF for the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\n", LINE_END);
    rule("RFC 9112 2.2", "bare LF throughout", "GET / HTTP/1.1\nHost: a\n\n", LINE_END);
    field("RFC 9112 2.2", "bare CR in a field value", "a: b\rc: d", LINE_END);
    field("RFC 9112 2.2", "bare CR in a field name", "a\rb: c", LINE_END);
    field("RFC 9112 2.2", "CR CR LF after a field", "a: b\r", LINE_END);
    field("RFC 9112 2.2", "bare CR for a colon", "a\r", LINE_END);
    rule("RFC 9112 2.2", "bare CR in the target", "GET /\rx HTTP/1.1\r\nHost: a\r\n\r\n", TARGET);
    rule(
        "RFC 9112 2.2",
        "bare CR in the method",
        "GE\rT / HTTP/1.1\r\nHost: a\r\n\r\n",
        REQUEST_LINE);
    rule(
        "RFC 9112 2.2",
        "CR CR LF after the request line",
        "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n",
        REQUEST_LINE);
    rule(
        "RFC 9112 2.2",
        "two empty lines in front",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        REQUEST_LINE);
    rule("RFC 9112 2.2", "bare LF in front", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", LINE_END);
    rule(
        "RFC 9112 2.2",
        "white space in front of the first field",
        "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
        OBS_FOLD);
    rule(
        "RFC 9112 2.2",
        "a line of white space before the fields",
        "GET / HTTP/1.1\r\n \r\nHost: a\r\n\r\n",
        OBS_FOLD);
  }

  private void requestLine() {
    line("RFC 9112 3", "white space in front", " GET / HTTP/1.1", REQUEST_LINE);
    line("RFC 9112 3", "two spaces after the method", "GET  / HTTP/1.1", REQUEST_LINE);
    line("RFC 9112 3", "two spaces before the version", "GET /  HTTP/1.1", REQUEST_LINE);
    line("RFC 9112 3", "tabs for spaces", "GET\t/\tHTTP/1.1", REQUEST_LINE);
    line("RFC 9112 3", "a space in the target", "GET /a b HTTP/1.1", REQUEST_LINE);
    line("RFC 9112 3", "a space behind the version", "GET / HTTP/1.1 ", REQUEST_LINE);
    line("RFC 9112 3", "no target", "GET HTTP/1.1", REQUEST_LINE);
    line("RFC 9112 3", "an empty target", "GET  HTTP/1.1", REQUEST_LINE);
    line("RFC 9112 3", "no version, as HTTP/0.9", "GET /", REQUEST_LINE);
    line("RFC 9112 3.1", "no method", " / HTTP/1.1", REQUEST_LINE);
    line("RFC 9112 3.1", "a method that is no token", "G@T / HTTP/1.1", REQUEST_LINE);
    line("RFC 9112 3.1", "a method in quotes", "\"GET\" / HTTP/1.1", REQUEST_LINE);
    line("RFC 9112 3.1", "NUL in the method", "GE\0T / HTTP/1.1", REQUEST_LINE);
    line("RFC 9112 3.1", "a method of 33 characters", "A".repeat(33) + " / HTTP/1.1", REQUEST_LINE);
    line("RFC 9112 2.3", "a version in lower case", "GET / http/1.1", REQUEST_LINE);
    line("RFC 9112 2.3", "a version without a minor", "GET / HTTP/1", REQUEST_LINE);
    line("RFC 9112 2.3", "a version of two digits", "GET / HTTP/1.10", REQUEST_LINE);
    line("RFC 9112 2.3", "another protocol", "GET / RTSP/1.1", REQUEST_LINE);
    line("RFC 9110 15.6.6", "HTTP/2.0 as text", "GET / HTTP/2.0", VERSION);
    line("RFC 9110 15.6.6", "HTTP/1.2", "GET / HTTP/1.2", VERSION);
    line("RFC 9110 15.6.6", "HTTP/0.9 as text", "GET / HTTP/0.9", VERSION);
  }

  private void target() {
    line("RFC 9112 3.2", "a fragment in the target", "GET /a#b HTTP/1.1", TARGET);
    line("RFC 9112 3.2", "a target without slash", "GET a HTTP/1.1", TARGET);
    line("RFC 9112 3.2", "a control character in the target", "GET /a\u0001 HTTP/1.1", TARGET);
    line("RFC 9112 3.2", "NUL in the target", "GET /a\0 HTTP/1.1", TARGET);
    line("RFC 9112 3.2", "DEL in the target", "GET /a\u007f HTTP/1.1", TARGET);
    line("RFC 9112 3.2", "a tab in the target", "GET /a\tb HTTP/1.1", TARGET);
    line("RFC 9112 3.2", "a byte that is not ASCII in the target", "GET /\u00e9 HTTP/1.1", TARGET);
    line("RFC 9112 3.2.2", "absolute form with another scheme", "GET ftp://a/ HTTP/1.1", TARGET);
    line("RFC 9112 3.2.2", "absolute form without host", "GET http:///x HTTP/1.1", TARGET);
    line(
        "RFC 9112 3.2.2",
        "absolute form with user information",
        "GET http://u:p@a/ HTTP/1.1",
        TARGET);
    line("RFC 9112 3.2.2", "absolute form with a bad port", "GET http://a:port/ HTTP/1.1", TARGET);
    line("RFC 9112 3.2.2", "absolute form with one slash", "GET http:/a HTTP/1.1", TARGET);
    line("RFC 9112 3.2.2", "absolute form cut short", "GET http: HTTP/1.1", TARGET);
    line("RFC 9112 3.2.3", "authority form but for CONNECT", "GET a:80 HTTP/1.1", TARGET);
    line("RFC 9112 3.2.4", "asterisk form but for OPTIONS", "GET * HTTP/1.1", TARGET);
    line("RFC 9112 3.2.4", "more than an asterisk", "OPTIONS *x HTTP/1.1", TARGET);
    line("RFC 9110 9.3.6", "CONNECT", "CONNECT a:80 HTTP/1.1", UPGRADE);
  }

  private void host() {
    rule("RFC 9112 3.2", "no Host", "GET / HTTP/1.1\r\na: b\r\n\r\n", HOST);
    rule("RFC 9112 3.2", "no Host, absolute form", "GET http://a/ HTTP/1.1\r\n\r\n", HOST);
    rule("RFC 9112 3.2", "Host twice", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", HOST);
    rule(
        "RFC 9112 3.2",
        "the same Host twice",
        "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n",
        HOST);
    rule(
        "RFC 9112 3.2",
        "Host twice, absolute form",
        "GET http://a/ HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        HOST);
    for (String bad :
        List.of(
            "",
            "a b",
            "a,b",
            "u@a",
            "a/b",
            "a?b",
            "a#b",
            "http://a",
            "a\\b",
            "a:b",
            "a:80:80",
            "a:65536",
            "a:-1",
            ":80",
            "[::1",
            "[]",
            "[::1]x",
            "[::1]80",
            "[g::1]",
            "%61",
            "a\u00e9",
            "a;b",
            "\"a\"",
            "a\tb")) {
      String shown = bad.isEmpty() ? "an empty Host" : "Host: " + bad.replace("\t", "<tab>");
      rule("RFC 9112 3.2", shown, "GET / HTTP/1.1\r\nHost: " + bad + "\r\n\r\n", HOST);
    }
    rule(
        "RFC 9112 3.2",
        "a bad Host, absolute form",
        "GET http://a/ HTTP/1.1\r\nHost: a b\r\n\r\n",
        HOST);
    rule("RFC 9112 3.2", "a bad Host, HTTP/1.0", "GET / HTTP/1.0\r\nHost: a b\r\n\r\n", HOST);
  }

  private void fields() {
    field("RFC 9112 5.1", "a space before the colon", "a : b", FIELD_NAME);
    field("RFC 9112 5.1", "a tab before the colon", "a\t: b", FIELD_NAME);
    field("RFC 9112 5.1", "a space before the colon of a length", "Content-Length : 0", FIELD_NAME);
    field(
        "RFC 9112 5.1",
        "a space before the colon of a coding",
        "Transfer-Encoding : chunked",
        FIELD_NAME);
    field("RFC 9112 5", "no colon", "a", FIELD_NAME);
    field("RFC 9112 5", "no name", ": a", FIELD_NAME);
    field("RFC 9110 5.6.2", "a space in a name", "a b: c", FIELD_NAME);
    for (char c : "\"(),/;<=>?@[\\]{}\0\u0001\u007f\u0080\u00ff".toCharArray()) {
      String shown = c < ' ' || c > '~' ? "0x" + Integer.toHexString(c) : "" + c;
      field("RFC 9110 5.6.2", shown + " in a name", "a" + c + "b: c", FIELD_NAME);
    }
    field("RFC 9112 5.2", "a folded line", "a: b\r\n c", OBS_FOLD);
    field("RFC 9112 5.2", "a line folded by a tab", "a: b\r\n\tc", OBS_FOLD);
    field("RFC 9112 5.2", "a folded length", "Content-Length:\r\n 0", OBS_FOLD);
    for (int c = 0; c < 0x20; c++) {
      if (c != '\t' && c != '\r' && c != '\n') {
        field(
            "RFC 9110 5.5",
            "0x" + Integer.toHexString(c) + " in a value",
            "a: b" + (char) c,
            FIELD_VALUE);
      }
    }
    field("RFC 9110 5.5", "DEL in a value", "a: b\u007fc", FIELD_VALUE);
    field("RFC 9110 5.5", "NUL in front of a value", "a:\0b", FIELD_VALUE);
  }

  private void contentLength() {
    for (String bad :
        List.of(
            "",
            "x",
            "+5",
            "-5",
            "-0",
            "0x5",
            "5 5",
            "5.0",
            "5e1",
            "5,5",
            "5, 5",
            "5;",
            "\"5\"",
            "5a",
            "٥",
            "1".repeat(19),
            "18446744073709551616")) {
      String latin = bad.equals("٥") ? "\u00d9\u00a5" : bad; // an Arabic digit, as UTF-8
      String shown = bad.isEmpty() ? "an empty length" : "length " + bad;
      field("RFC 9110 8.6", shown, "Content-Length: " + latin, CONTENT_LENGTH);
    }
    field("RFC 9112 6.3", "two lengths", "Content-Length: 5\r\nContent-Length: 6", REPEATED_LENGTH);
    field(
        "RFC 9112 6.3",
        "the same length twice",
        "Content-Length: 5\r\ncontent-length: 5",
        REPEATED_LENGTH);
  }

  private void transferEncoding() {
    String length = "Content-Length: 3\r\n";
    String chunked = "Transfer-Encoding: chunked\r\n";
    rule("RFC 9112 6.3", "length and coding", post("1.1", length + chunked), LENGTH_AND_ENCODING);
    rule("RFC 9112 6.3", "coding and length", post("1.1", chunked + length), LENGTH_AND_ENCODING);
    rule(
        "RFC 9112 6.3",
        "length 0 and coding",
        post("1.1", "Content-Length: 0\r\n" + chunked),
        LENGTH_AND_ENCODING);
    rule(
        "RFC 9112 6.3",
        "bad length and coding",
        post("1.1", "Content-Length: x\r\n" + chunked),
        LENGTH_AND_ENCODING);
    rule(
        "RFC 9112 6.3",
        "length and unknown coding",
        post("1.1", length + "Transfer-Encoding: x\r\n"),
        LENGTH_AND_ENCODING);
    rule("RFC 9112 6.1", "a coding in HTTP/1.0", post("1.0", chunked), TRANSFER_ENCODING);
    rule(
        "RFC 9112 6.1", "chunked in two fields", post("1.1", chunked + chunked), TRANSFER_ENCODING);
    rule(
        "RFC 9112 6.1",
        "codings in two fields",
        post("1.1", "Transfer-Encoding: gzip\r\n" + chunked),
        TRANSFER_ENCODING);
    for (String bad :
        List.of(
            "",
            "gzip",
            "identity",
            "chunked, gzip",
            "chunked, identity",
            "chunked, chunked",
            "chunked,",
            "chunked ,",
            "chunked;q=1",
            "chunked; a",
            "xchunked",
            "chunkedx",
            "\"chunked\"",
            "'chunked'",
            "chunked chunked",
            "gzip chunked",
            "chunked, gzip, chunked",
            "\u00a0chunked",
            "chun ked",
            "[chunked]",
            "chunked\u0085")) {
      String shown = bad.isEmpty() ? "an empty coding" : "coding " + bad;
      field("RFC 9112 6.1", shown, "Transfer-Encoding: " + bad, TRANSFER_ENCODING);
    }
    field(
        "RFC 9112 6.1",
        "a vertical tab before chunked",
        "Transfer-Encoding: \u000bchunked",
        FIELD_VALUE);
    field(
        "RFC 9112 6.1",
        "a coding that is not known",
        "Transfer-Encoding: gzip, chunked",
        UNKNOWN_CODING);
    field(
        "RFC 9112 6.1",
        "identity before chunked",
        "Transfer-Encoding: identity, chunked",
        UNKNOWN_CODING);
    field(
        "RFC 9112 6.1",
        "an empty coding before chunked",
        "Transfer-Encoding: , chunked",
        UNKNOWN_CODING);
  }

  private void semantics() {
    field("RFC 9110 7.8", "an upgrade", "Connection: Upgrade\r\nUpgrade: websocket", UPGRADE);
    field(
        "RFC 9110 7.8",
        "an upgrade among others",
        "Upgrade: websocket\r\nConnection: x, upgrade",
        UPGRADE);
    field("RFC 9110 10.1.1", "an expectation that is not known", "Expect: tea", EXPECTATION);
  }

  private void limits() {
    line(
        "RFC 9112 3",
        "a request line over the limit",
        "GET /" + "a".repeat(8200) + " HTTP/1.1",
        REQUEST_LINE_TOO_LONG);
    line("RFC 9112 3", "a target without end", "GET /" + "a".repeat(20_000), REQUEST_LINE_TOO_LONG);
    field("RFC 6585 5", "fields over the limit", "a: " + "b".repeat(40_000), HEADERS_TOO_LARGE);
    field("RFC 6585 5", "too many fields", "a: b\r\n".repeat(128) + "c: d", HEADERS_TOO_LARGE);
  }

  private static String post(String version, String fields) {
    return "POST / HTTP/" + version + "\r\nHost: a\r\n" + fields + "\r\n0\r\n\r\n";
  }

  private void line(String section, String broken, String line, GatewayError error) {
    rule(section, broken, line + "\r\nHost: a\r\n\r\n", error);
  }

  /** A POST, so that framing fields mean something. */
  private void field(String section, String broken, String lines, GatewayError error) {
    rule(section, broken, "POST / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n", error);
  }

  private void rule(String section, String broken, String message, GatewayError error) {
    rules.add(new FramingRule(section, broken, message, error));
  }
}
