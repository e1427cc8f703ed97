package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.FilterTester;
import io.sluice.gateway.testkit.FixedFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters see what the client has written beside what it means. */
class AsSentTest {
  private static final Filter TELLS =
      new Filter() {
        @Override
        public Verdict onRequest(Exchange exchange) {
          String told = exchange.authority() + " " + exchange.target();
          exchange.reply(200, "text/plain", ByteBufUtil.writeUtf8(exchange.allocator(), told));
          return Verdict.DONE;
        }
      };

  @ParameterizedTest
  @CsvSource({
    "GET, /a?b=c, test, test /a?b=c",
    "GET, /a/%2e%2e/%7eb?x=%7e, Test:8080, Test:8080 /a/%2e%2e/%7eb?x=%7e",
    "GET, http://Other:80/a/../b, test, Other:80 /a/../b",
    "GET, http://other?q, test, other /?q",
    "OPTIONS, *, test, test *",
    "GET, /?, test, test /?",
  })
  void targetAndAuthorityAreAsTheClientWroteThem(
      String method, String target, String host, String told) {
    try (FilterTester tester = FilterTester.of(FixedFilter.of("tells", TELLS), "")) {
      assertThat(tester.request(method, target).header("host", host).send().body()).isEqualTo(told);
    }
  }

  @Test
  void rewritingChangesNothingOfThem() {
    Filter rewrites =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) throws Exception {
            exchange.forwardAs("/elsewhere", null);
            exchange.requestHeaders().set("host", "elsewhere");
            return TELLS.onRequest(exchange);
          }
        };
    try (FilterTester tester = FilterTester.of(FixedFilter.of("rewrites", rewrites), "")) {
      assertThat(tester.request("GET", "/a").send().body()).isEqualTo("test /a");
    }
  }
}
