package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9112 and RFC 9110 on request heads: what is refused, and what must not be. */
class RequestHeadRulesTest {
  static List<FramingRule> refused() {
    return RequestHeadRules.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refuses(FramingRule rule) {
    Parsed parsed = Parsed.request(List.of(Parsed.bytes(rule.message())));
    assertThat(parsed.error()).isEqualTo(rule.error());
    assertThat(parsed.result()).isNull();
  }

  /** A {@code ¶} stands for CRLF; the expectation is what {@link Parsed} describes. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiterString = "=>",
      value = {
        "GET / HTTP/1.1¶Host: a¶¶ => GET|/|1.1|a|length 0|keep|-|[Host=a]",
        "¶GET / HTTP/1.1¶Host: a¶¶ => GET|/|1.1|a|length 0|keep|-|[Host=a]",
        "GET /?q=%00 HTTP/1.1¶Host: a:80¶¶ => GET|/?q=%00|1.1|a:80|length 0|keep|-|[Host=a:80]",
        "get /{a}|\"<x> HTTP/1.1¶Host:a¶¶ => get|/{a}|\"<x>|1.1|a|length 0|keep|-|[Host=a]",
        "M-SEARCH / HTTP/1.1¶Host: a¶¶ => M-SEARCH|/|1.1|a|length 0|keep|-|[Host=a]",
        "GET / HTTP/1.1¶Host:   a  ¶¶ => GET|/|1.1|a|length 0|keep|-|[Host=a]",
        "GET / HTTP/1.1¶Host: [::1]:80¶¶ => GET|/|1.1|[::1]:80|length 0|keep|-|[Host=[::1]:80]",
        "GET / HTTP/1.1¶Host: a_b.C-d.¶¶ => GET|/|1.1|a_b.C-d.|length 0|keep|-|[Host=a_b.C-d.]",
        "OPTIONS * HTTP/1.1¶Host: a¶¶ => OPTIONS|*|1.1|a|length 0|keep|-|[Host=a]",
        "GET http://b/x?y HTTP/1.1¶Host: a¶¶ => GET|/x?y|1.1|b|length 0|keep|-|[host=b]",
        "GET HTTPS://b:1?y HTTP/1.1¶Host: a¶¶ => GET|/?y|1.1|b:1|length 0|keep|-|[host=b:1]",
        "GET http://b HTTP/1.0¶¶ => GET|/|1.0|b|length 0|close|-|[host=b]",
        "GET / HTTP/1.0¶¶ => GET|/|1.0||length 0|close|-|[]",
        "GET / HTTP/1.0¶Connection: Keep-Alive¶¶ => "
            + "GET|/|1.0||length 0|keep|-|[Connection=Keep-Alive]",
        "GET / HTTP/1.1¶Host: a¶Connection: x, ClOsE¶¶ => "
            + "GET|/|1.1|a|length 0|close|-|[Host=a, Connection=x, ClOsE]",
        "GET / HTTP/1.1¶Host: a¶Connection: closed¶¶ => "
            + "GET|/|1.1|a|length 0|keep|-|[Host=a, Connection=closed]",
        "POST / HTTP/1.1¶Host: a¶Content-Length: 005¶¶ => "
            + "POST|/|1.1|a|length 5|keep|-|[Host=a, Content-Length=005]",
        "POST / HTTP/1.1¶Host: a¶Content-Length: 999999999999999999¶¶ => "
            + "POST|/|1.1|a|length 999999999999999999|keep|-|[Host=a, Content-Length=999999999999999999]",
        "GET / HTTP/1.1¶Host: a¶Content-Length: 0¶Expect: 100-continue¶¶ => "
            + "GET|/|1.1|a|length 0|keep|-|[Host=a, Content-Length=0]",
        "PUT / HTTP/1.1¶Host: a¶Content-Length: 1¶Expect: 100-Continue¶¶ => "
            + "PUT|/|1.1|a|length 1|keep|expects|[Host=a, Content-Length=1, Expect=100-Continue]",
        "PUT / HTTP/1.0¶Host: a¶Content-Length: 1¶Expect: 100-continue¶¶ => "
            + "PUT|/|1.0|a|length 1|close|-|[Host=a, Content-Length=1]",
        "PUT / HTTP/1.1¶Host: a¶Transfer-Encoding: CHUNKED ¶¶ => "
            + "PUT|/|1.1|a|length -1|keep|-|[Host=a, Transfer-Encoding=CHUNKED]",
        "GET / HTTP/1.1¶Host: a¶!#$%&'*+-.^_`|~09azAZ: x¶¶ => "
            + "GET|/|1.1|a|length 0|keep|-|[Host=a, !#$%&'*+-.^_`|~09azAZ=x]",
        "GET / HTTP/1.1¶Host: a¶Upgrade: h2c¶¶ => GET|/|1.1|a|length 0|keep|-|[Host=a, Upgrade=h2c]",
        "GET / HTTP/1.1¶Host: a¶e:¶f: g\th  i¶¶ => "
            + "GET|/|1.1|a|length 0|keep|-|[Host=a, e=, f=g\th  i]",
      },
      quoteCharacter = '\0')
  void accepts(String message, String expected) {
    Parsed parsed = Parsed.request(List.of(Parsed.bytes(message.replace("¶", "\r\n") + "rest")));
    assertThat(parsed.error()).isNull();
    assertThat(parsed.result()).isEqualTo(expected);
    assertThat(parsed.rest()).isEqualTo("rest");
  }
}
