package io.sluice.gateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestKitTest {
  @RegisterExtension static final GatewayExtension sluice = GatewayExtension.forwarding();

  @Test
  void forwardsARequestAndRecordsWhatTheOriginSaw() {
    RawResponse response =
        sluice
            .connect()
            .send("POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
            .read();

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("ok");
    ReceivedRequest seen = sluice.origin().takeRequest();
    assertThat(seen.method()).isEqualTo("POST");
    assertThat(seen.target()).isEqualTo("/a?b=c");
    assertThat(seen.text()).isEqualTo("abc");
    assertThat(sluice.gateway().metrics()).contains("sluice_requests_total");
  }

  @Test
  void readsResponsesOfEveryFraming() {
    sluice
        .origin()
        .answer(
            (request, connection) ->
                connection.sendInPieces(
                    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n"
                        + "Transfer-Encoding: chunked\r\nTrailer: t\r\n\r\n3\r\nabc\r\n0\r\nt: 1\r\n\r\n",
                    5,
                    0));
    RawClient client = sluice.connect();
    RawResponse response = client.get("/").read();

    assertThat(response.informational()).extracting(RawResponse::status).containsExactly(103);
    assertThat(response.text()).isEqualTo("abc");
    assertThat(response.trailers().first("t")).isEqualTo("1");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void anOriginCanAnswerBeforeTheBodyAndBreakOff() {
    sluice
        .origin()
        .answerEarly(
            (request, connection) -> connection.answer(413, "Connection: close\r\n", "no"));
    RawResponse response =
        sluice.connect().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc").read();
    assertThat(response.status()).isEqualTo(413);

    sluice.origin().answer((request, connection) -> connection.reset());
    assertThat(sluice.connect().get("/").read().status()).isEqualTo(502);
  }

  @Test
  void anOriginDiesAndComesBack() {
    assertThat(sluice.connect().get("/").read().status()).isEqualTo(200);
    sluice.origin().kill();
    assertThat(sluice.connect().get("/").read().status()).isEqualTo(502);
    sluice.origin().restart();
    assertThat(sluice.connect().get("/").read().status()).isEqualTo(200);
  }

  @Test
  void reloadsForOneTest() {
    sluice.reload("routes: [ { id: d, direct_response: { status: 200, body: hello } } ]");
    assertThat(sluice.connect().get("/").read().text()).isEqualTo("hello");
    assertThatThrownBy(() -> sluice.gateway().reload("routes: [ { id: d, oops: 1 } ]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("oops");
  }

  @Test
  void testsAFilterInAFewLines() {
    try (FilterTester tester = FilterTester.of(new Teapot(), "path: /tea")) {
      FilterResult tea = tester.request("GET", "/tea").send();
      assertThat(tea.status()).isEqualTo(418);
      assertThat(tea.reachedOrigin()).isFalse();

      FilterResult other = tester.request("POST", "/x").header("a", "b").body("hi").send();
      assertThat(other.status()).isEqualTo(200);
      assertThat(other.origin().headers().first("a")).isEqualTo("b");
      assertThat(other.origin().text()).isEqualTo("hi");
    }
    assertThatThrownBy(() -> FilterTester.of(new Teapot(), "{ way: 1 }"))
        .hasMessageContaining("routes[0].filters[0].config.way");
  }

  @Test
  void aFilterGoesByTheTestsClock() {
    ManualTicker clock = new ManualTicker();
    Function<FilterContext, Filter> dating =
        context ->
            new Filter() {
              @Override
              public Verdict onResponse(Exchange exchange) {
                exchange.responseHeaders().add("x-nanos", "" + context.ticker().nanos());
                exchange.responseHeaders().add("x-nanos", context.routeId());
                return Verdict.CONTINUE;
              }
            };
    try (FilterTester tester = FilterTester.of(FixedFilter.made("dating", dating), "", clock)) {
      clock.advance(Duration.ofMinutes(5));
      assertThat(tester.request("GET", "/").send().headers("X-Nanos"))
          .containsExactly("" + clock.nanos(), "test");
    }
  }

  @Test
  void bodiesAreTextInUtf8() {
    try (FilterTester tester = FilterTester.of(new Teapot(), "path: /tea")) {
      tester
          .origin()
          .answer(
              (request, to) -> to.send(utf8("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\u20ac")));
      assertThat(tester.request("POST", "/").body("\u20ac").send().body()).isEqualTo("\u20ac");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What an origin sees is no well-formed request, or its answer failed: nobody else would say. */
  @Test
  void closingTellsWhatWentWrongAtTheOrigin() {
    FilterTester tester = FilterTester.of(new Teapot(), "path: /tea");
    tester
        .origin()
        .answer(
            (request, to) -> {
              to.answer(200, "ok");
              throw new AssertionError("not this one");
            });
    tester.request("GET", "/").send();
    Await.until("it has failed", () -> !tester.origin().violations().isEmpty());
    assertThatThrownBy(tester::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not this one");
  }

  /** Answers one path by itself. */
  static final class Teapot implements FilterFactory<Teapot.Config> {
    record Config(@Option("The path.") String path) {}

    @Override
    public String name() {
      return "teapot";
    }

    @Override
    public String description() {
      return "Answers one path with 418.";
    }

    @Override
    public Class<Config> configType() {
      return Config.class;
    }

    @Override
    public Filter create(Config config, FilterContext context) {
      return new Filter() {
        @Override
        public Verdict onRequest(Exchange exchange) {
          if (!exchange.path().equals(config.path())) {
            return Verdict.CONTINUE;
          }
          exchange.reply(418, null, io.netty.buffer.Unpooled.EMPTY_BUFFER);
          return Verdict.DONE;
        }
      };
    }
  }
}
