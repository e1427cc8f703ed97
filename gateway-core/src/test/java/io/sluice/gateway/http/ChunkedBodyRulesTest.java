package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9112 7 on chunked bodies: what is refused, and what must not be. */
class ChunkedBodyRulesTest {
  static List<FramingRule> refused() {
    return ChunkedBodyRules.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refuses(FramingRule rule) {
    byte[] body = Parsed.bytes(ChunkedBodyRules.bodyOf(rule));
    Parsed parsed = Parsed.body(BodyReader.CHUNKED, List.of(body));
    assertThat(parsed.error()).isEqualTo(rule.error());
  }

  /** A {@code ¶} stands for CRLF; the expectation is payload and trailers. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '\0',
      value = {
        "0¶¶ => |null",
        "000¶¶ => |null",
        "3¶abc¶0¶¶ => abc|null",
        "3¶abc¶2¶de¶0¶¶ => abcde|null",
        "A¶0123456789¶a¶0123456789¶0¶¶ => 01234567890123456789|null",
        "000000000000003¶abc¶0¶¶ => abc|null",
        "3;a¶abc¶0;b¶¶ => abc|null",
        "3;a=b;c=d¶abc¶0¶¶ => abc|null",
        "3 ; a = b ; c¶abc¶0¶¶ => abc|null",
        "3;a=\"b;c\\\"d \t\"¶abc¶0¶¶ => abc|null",
        "3;a=\"\"¶abc¶0¶¶ => abc|null",
        "0¶a: b¶¶ => |[a=b]",
        "0¶a:b¶A:  c ¶¶ => |[a=b, A=c]",
        "0¶Content-Length: 5¶x: y¶Transfer-Encoding: chunked¶Host: b¶¶ => |[x=y]",
        "0¶Authorization: x¶Set-Cookie: y¶Trailer: z¶cookie: c¶¶ => |null",
      })
  void accepts(String body, String expected) {
    byte[] bytes = Parsed.bytes(body.replace("¶", "\r\n") + "rest");
    Parsed parsed = Parsed.body(BodyReader.CHUNKED, List.of(bytes));
    assertThat(parsed.error()).isNull();
    assertThat(parsed.result()).isEqualTo(expected);
    assertThat(parsed.rest()).isEqualTo("rest");
  }
}
