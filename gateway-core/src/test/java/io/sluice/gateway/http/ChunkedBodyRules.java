package io.sluice.gateway.http;

import static io.sluice.gateway.http.WireErrors.CHUNK;
import static io.sluice.gateway.http.WireErrors.TRAILER;

import io.sluice.gateway.api.GatewayError;
import java.util.ArrayList;
import java.util.List;

/** Every chunked body that is refused, by the rule that it breaks. */
public final class ChunkedBodyRules {
  private static final String HEAD =
      "POST /body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final List<FramingRule> rules = new ArrayList<>();

  private ChunkedBodyRules() {}

  /** The whole table, as requests. */
  public static List<FramingRule> all() {
    ChunkedBodyRules table = new ChunkedBodyRules();
    table.sizes();
    table.data();
    table.extensions();
    table.trailers();
    return List.copyOf(table.rules);
  }

  /** The body of a request of this table. */
  static String bodyOf(FramingRule rule) {
    return rule.message().substring(HEAD.length());
  }

  private void sizes() {
    for (String bad :
        List.of(
            "",
            "x",
            "g",
            "0x3",
            "-3",
            "+3",
            " 3",
            "\t3",
            "3 3",
            "3,",
            "3.0",
            "\"3\"",
            "3h",
            "3\u0000",
            "3 ",
            "3\t",
            "_3",
            "3_0",
            "1".repeat(16),
            "ffffffffffffffff",
            "10000000000000003")) {
      rule("RFC 9112 7.1", "size '" + bad + "'", bad + "\r\nabc\r\n0\r\n\r\n", CHUNK);
    }
    rule("RFC 9112 7.1", "bare LF after the size", "3\nabc\r\n0\r\n\r\n", CHUNK);
    rule("RFC 9112 7.1", "bare CR after the size", "3\rabc\r\n0\r\n\r\n", CHUNK);
    rule("RFC 9112 7.1", "CR CR LF after the size", "3\r\r\nabc\r\n0\r\n\r\n", CHUNK);
    rule("RFC 9112 7.1", "an empty line before the size", "\r\n3\r\nabc\r\n0\r\n\r\n", CHUNK);
    rule("RFC 9112 7.1", "bare LF after the last size", "3\r\nabc\r\n0\n\r\n", CHUNK);
  }

  private void data() {
    rule("RFC 9112 7.1", "data longer than its size", "3\r\nabcd\r\n0\r\n\r\n", CHUNK);
    rule("RFC 9112 7.1", "data shorter than its size", "5\r\nabc\r\n0\r\n\r\n", CHUNK);
    rule("RFC 9112 7.1", "bare LF after the data", "3\r\nabc\n0\r\n\r\n", CHUNK);
    rule("RFC 9112 7.1", "bare CR after the data", "3\r\nabc\r0\r\n\r\n", CHUNK);
    rule("RFC 9112 7.1", "nothing after the data", "3\r\nabc0\r\n\r\n", CHUNK);
    rule("RFC 9112 7.1", "any two bytes after the data", "3\r\nabcXX0\r\n\r\n", CHUNK);
  }

  private void extensions() {
    for (String bad :
        List.of(
            ";",
            "; ",
            ";=",
            ";a=",
            ";=b",
            ";a=b;",
            ";a=\"b",
            ";a=\"b\"c",
            ";a b",
            ";a=b c",
            ";a=\"\u0000\"",
            ";a=\"b\\",
            ";a\nb",
            ";a=\"x\ny\"",
            ";a=b\u0001",
            " ;a=(b)",
            "; a=b ",
            ";a,b",
            ";\u00e9")) {
      String shown = bad.replace("\n", "<LF>").replace("\u0000", "<NUL>").replace("\u0001", "<1>");
      rule(
          "RFC 9112 7.1.1", "extension '" + shown + "'", "3" + bad + "\r\nabc\r\n0\r\n\r\n", CHUNK);
    }
    rule("RFC 9112 7.1.1", "bare CR in an extension", "3;a\rb\r\nabc\r\n0\r\n\r\n", CHUNK);
    rule(
        "RFC 9112 7.1.1",
        "an extension without end",
        "3;" + "a".repeat(20_000) + "\r\nabc\r\n0\r\n\r\n",
        CHUNK);
    rule(
        "RFC 9112 7.1.1",
        "extensions without end",
        ("1;" + "a".repeat(2_000) + "\r\nx\r\n").repeat(9) + "0\r\n\r\n",
        CHUNK);
  }

  private void trailers() {
    for (String bad :
        List.of(
            "a : b",
            "a",
            ": b",
            "a b: c",
            " a: b",
            "a: b\r\n c",
            "a: b\r\n\tc",
            "a: \0",
            "a: b\nc: d",
            "a: b\rc",
            "a@b: c",
            "GET / HTTP/1.1")) {
      String shown =
          bad.replace("\r", "<CR>")
              .replace("\n", "<LF>")
              .replace("\0", "<NUL>")
              .replace("\t", "<tab>");
      rule(
          "RFC 9112 7.1.2",
          "trailer '" + shown + "'",
          "3\r\nabc\r\n0\r\n" + bad + "\r\n\r\n",
          TRAILER);
    }
    rule("RFC 9112 7.1.2", "bare LF at the end", "3\r\nabc\r\n0\r\n\n", TRAILER);
    rule("RFC 9112 7.1.2", "a bare CR at the end", "3\r\nabc\r\n0\r\n\rx\n", TRAILER);
    rule("RFC 9112 7.1.2", "too many trailers", "0\r\n" + "a: b\r\n".repeat(33) + "\r\n", TRAILER);
    rule(
        "RFC 9112 7.1.2",
        "trailers too long",
        "0\r\na: " + "b".repeat(9_000) + "\r\n\r\n",
        TRAILER);
  }

  private void rule(String section, String broken, String body, GatewayError error) {
    rules.add(new FramingRule(section, broken, HEAD + body, error));
  }
}
