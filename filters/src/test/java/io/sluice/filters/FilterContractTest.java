package io.sluice.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.filters.fake.ChainTester;
import io.sluice.filters.fake.FixedFilter;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FilterResult;
import io.sluice.gateway.testkit.FilterTester;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/writing-a-filter.md promises to the authors of filters, on the real engine. */
class FilterContractTest {
  private static final String THREE = "- name: a\n- name: b\n- name: c\n";

  /** Notes every callback as {@code name.callback}; does what a subclass says beside that. */
  private static class Noting implements RequestBodyFilter, ResponseBodyFilter {
    final String name;
    final Queue<String> calls;

    Noting(String name, Queue<String> calls) {
      this.name = name;
      this.calls = calls;
    }

    @Override
    public Verdict onRequest(Exchange exchange) {
      calls.add(name + ".request");
      return Verdict.CONTINUE;
    }

    @Override
    public Verdict onResponse(Exchange exchange) {
      calls.add(name + ".response");
      return Verdict.CONTINUE;
    }

    @Override
    public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
      calls.add(name + ".requestBody" + (last ? " last" : ""));
      return chunk;
    }

    @Override
    public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
      calls.add(name + ".responseBody" + (last ? " last" : ""));
      return chunk;
    }

    @Override
    public void onComplete(Exchange exchange) {
      calls.add(name + ".complete");
    }
  }

  /** Calls up to and with {@code last}. */
  private static List<String> callsUntil(Queue<String> calls, String last) {
    List<String> seen = new ArrayList<>();
    Await.until(last + " is called after " + calls, () -> calls.contains(last));
    while (seen.isEmpty() || !seen.get(seen.size() - 1).equals(last)) {
      seen.add(calls.remove());
    }
    return seen;
  }

  @Test
  void requestsPassFrontToBackAndResponsesBackToFront() throws Exception {
    Queue<String> calls = new ConcurrentLinkedQueue<>();
    try (ChainTester tester =
        ChainTester.of(
            THREE,
            FixedFilter.of("a", new Noting("a", calls)),
            FixedFilter.of("b", new Noting("b", calls)),
            FixedFilter.of("c", new Noting("c", calls)))) {
      RawClient client = tester.connect();
      client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\nhi").read();
      assertThat(callsUntil(calls, "c.complete"))
          .containsSubsequence("a.request", "b.request", "c.request")
          .containsSubsequence("a.requestBody", "b.requestBody", "c.requestBody")
          .containsSubsequence("a.requestBody last", "b.requestBody last", "c.requestBody last")
          .containsSubsequence("c.response", "b.response", "a.response")
          .containsSubsequence("c.responseBody", "b.responseBody", "a.responseBody")
          .containsSubsequence("c.responseBody last", "b.responseBody last", "a.responseBody last")
          .endsWith("a.complete", "b.complete", "c.complete");
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, 204", "GET, 304", "HEAD, 200"})
  void bodyCallbacksAreNotCalledWithoutABody(String method, int status) throws Exception {
    Queue<String> calls = new ConcurrentLinkedQueue<>();
    try (FilterTester tester = FilterTester.of(FixedFilter.of("a", new Noting("a", calls)), "")) {
      tester.origin().answer((request, to) -> to.send("HTTP/1.1 " + status + " Stub\r\n\r\n"));
      assertThat(tester.request(method, "/").send().status()).isEqualTo(status);
      assertThat(callsUntil(calls, "a.complete"))
          .containsExactly("a.request", "a.response", "a.complete");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reply", "fail", "throw", "late reply", "late fail"})
  void answerIsSeenInFrontOfWhoGaveItOnly(String how) throws Exception {
    Queue<String> calls = new ConcurrentLinkedQueue<>();
    Noting answering =
        new Noting("b", calls) {
          @Override
          public Verdict onRequest(Exchange exchange) {
            super.onRequest(exchange);
            if (how.startsWith("late")) {
              exchange.executor().execute(() -> answer(exchange));
              return Verdict.PAUSE;
            }
            answer(exchange);
            return Verdict.DONE;
          }

          private void answer(Exchange exchange) {
            if (how.endsWith("reply")) {
              exchange.reply(418, "text/plain", text("tea"));
            } else if (how.endsWith("fail")) {
              exchange.fail(GatewayError.client(418, "teapot"));
            } else {
              throw new IllegalStateException("on purpose");
            }
          }
        };
    try (ChainTester tester =
        ChainTester.of(
            THREE,
            FixedFilter.of("a", new Noting("a", calls)),
            FixedFilter.of("b", answering),
            FixedFilter.of("c", new Noting("c", calls)))) {
      RawClient client = tester.connect();
      for (int i = 0; i < 2; i++) {
        RawResponse response = client.get("/").read();
        assertThat(response.status()).isEqualTo(how.equals("throw") ? 500 : 418);
        assertThat(callsUntil(calls, "b.complete"))
            .containsExactly(
                "a.request",
                "b.request",
                "a.response",
                "a.responseBody",
                "a.responseBody last",
                "a.complete",
                "b.complete");
      }
      assertThat(tester.origin().requests()).isEmpty();
    }
  }

  @Test
  void completeIsCalledOnceWhenTheClientGoesAway() throws Exception {
    Queue<String> calls = new ConcurrentLinkedQueue<>();
    Noting pausing =
        new Noting("b", calls) {
          @Override
          public Verdict onRequest(Exchange exchange) {
            super.onRequest(exchange);
            return Verdict.PAUSE;
          }
        };
    try (ChainTester tester =
        ChainTester.of(
            "- name: a\n- name: b",
            FixedFilter.of("a", new Noting("a", calls)),
            FixedFilter.of("b", pausing))) {
      RawClient client = tester.connect().get("/");
      callsUntil(calls, "b.request");
      client.reset();
      assertThat(callsUntil(calls, "b.complete")).containsExactly("a.complete", "b.complete");
      tester.connect().get("/");
      assertThat(callsUntil(calls, "b.request")).containsExactly("a.request", "b.request");
    }
  }

  @Test
  void filterThatNeverResumesIsCutAndNamed() {
    Filter forgetful =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            return Verdict.PAUSE;
          }
        };
    String yaml =
        """
        routes:
          - { id: r, upstream: o, timeout: { request: 50ms }, filters: [ { name: forgetful } ] }
        upstreams:
          - { id: o, targets: [ { address: "${origin}" } ] }
        """;
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway =
            TestGateway.of(yaml)
                .origins(origin)
                .filter(FixedFilter.of("forgetful", forgetful))
                .start()) {
      RawResponse response = gateway.connect().get("/").read();
      assertThat(response.status()).isEqualTo(504);
      assertThat(response.problem()).isEqualTo("filter_timeout");
      assertThat(response.text()).contains("forgetful");
    }
  }

  @Test
  void whatIsLateIsIgnored() throws Exception {
    CompletableFuture<Exchange> ended = new CompletableFuture<>();
    Filter keeping =
        new Filter() {
          @Override
          public void onComplete(Exchange exchange) {
            ended.complete(exchange);
          }
        };
    try (FilterTester tester = FilterTester.of(FixedFilter.of("keeping", keeping), "")) {
      tester.request("GET", "/").send();
      Exchange exchange = ended.get(5, TimeUnit.SECONDS);
      ByteBuf body = text("too late");
      CompletableFuture<Void> done = new CompletableFuture<>();
      exchange
          .executor()
          .execute(
              () -> {
                exchange.resume();
                exchange.reply(200, null, body);
                exchange.fail(GatewayError.gateway(500, "too_late"));
                done.complete(null);
              });
      done.get(5, TimeUnit.SECONDS);
      assertThat(body.refCnt()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"hello, 200", "'', 200", "hello world, 413"})
  void wholeBodyIsCollectedUpToTheLimit(String body, int status) throws Exception {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    try (FilterTester tester = FilterTester.of(FixedFilter.of("whole", collecting(seen)), "")) {
      FilterResult sized = tester.request("POST", "/").body(body).send();
      FilterResult chunked = tester.request("POST", "/").body(body).chunked().send();
      assertThat(sized.status()).isEqualTo(status);
      assertThat(body.isEmpty() ? 200 : chunked.status()).isEqualTo(status);
      if (status == 200) {
        assertThat(seen.poll()).isEqualTo(body);
        assertThat(sized.origin().text()).isEqualTo(body);
      } else {
        assertThat(sized.problem()).isEqualTo("request_too_large");
      }
    }
  }

  private static Filter collecting(Queue<String> seen) {
    return new Filter() {
      @Override
      public Verdict onRequest(Exchange exchange) {
        exchange.bufferRequestBody(
            10,
            body -> {
              String text = body.toString(StandardCharsets.UTF_8);
              if (text.equals("bad")) {
                throw new IllegalStateException("on purpose");
              }
              seen.add(text);
              exchange.resume();
            });
        return Verdict.PAUSE;
      }
    };
  }

  @Test
  void whatThrowsWithTheWholeBodyIsA500() {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    try (FilterTester tester = FilterTester.of(FixedFilter.of("whole", collecting(seen)), "")) {
      FilterResult result = tester.request("POST", "/").body("bad").send();
      assertThat(result.status()).isEqualTo(500);
      assertThat(result.problem()).isEqualTo("filter_error");
      assertThat(result.body()).contains("whole");
    }
  }

  /** As a filter may do for several values of one name, before there is a response. */
  @Test
  void fieldsSetAheadReachTheClientAllOfThem() {
    Filter ahead =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            exchange.responseHeaders().add("set-cookie", "a=1");
            exchange.responseHeaders().add("set-cookie", "b=2");
            return Verdict.CONTINUE;
          }
        };
    try (FilterTester tester = FilterTester.of(FixedFilter.of("ahead", ahead), "")) {
      assertThat(tester.request("GET", "/").send().response().headers().all("set-cookie"))
          .containsExactly("a=1", "b=2");
    }
  }

  @Test
  void bodiesMayGrowShrinkAndWait() {
    Filter doubling =
        new Both() {
          @Override
          ByteBuf pass(Exchange exchange, ByteBuf chunk, boolean last) {
            ByteBuf twice = exchange.allocator().buffer(2 * chunk.readableBytes() + 1);
            twice.writeBytes(chunk.duplicate()).writeBytes(chunk.duplicate());
            return last ? twice.writeByte('!') : twice;
          }
        };
    Filter swallowing =
        new Both() {
          @Override
          ByteBuf pass(Exchange exchange, ByteBuf chunk, boolean last) {
            return Unpooled.EMPTY_BUFFER;
          }
        };
    try (ChainTester tester = ChainTester.of("- name: f", FixedFilter.of("f", doubling))) {
      RawClient client = tester.connect();
      for (int i = 0; i < 2; i++) {
        String post = "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\nhi";
        assertThat(client.send(post).read().text()).isEqualTo("okok!");
        assertThat(tester.origin().takeRequest().text()).isEqualTo("hihi!");
      }
    }
    try (FilterTester tester = FilterTester.of(FixedFilter.of("f", swallowing), "")) {
      FilterResult result = tester.request("POST", "/").body("hi").send();
      assertThat(result.body()).isEmpty();
      assertThat(result.origin().text()).isEmpty();
    }
  }

  /** Changes both bodies, and says so. */
  private abstract static class Both implements RequestBodyFilter, ResponseBodyFilter {
    abstract ByteBuf pass(Exchange exchange, ByteBuf chunk, boolean last);

    @Override
    public Verdict onRequest(Exchange exchange) {
      exchange.requestHeaders().remove("content-length");
      return Verdict.CONTINUE;
    }

    @Override
    public Verdict onResponse(Exchange exchange) {
      exchange.responseHeaders().remove("content-length");
      return Verdict.CONTINUE;
    }

    @Override
    public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
      return pass(exchange, chunk, last);
    }

    @Override
    public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
      return pass(exchange, chunk, last);
    }
  }

  /** An origin that has begun to answer while the request's body still comes. */
  private static void answerEarly(StubOrigin origin, String head) {
    origin.answerEarly(
        (request, to) -> {
          to.send(head);
          to.awaitEnd();
        });
  }

  @Test
  void failureWhileTheResponseStreamsCutsBothSidesAndLeaksNothing() throws Exception {
    Queue<String> calls = new ConcurrentLinkedQueue<>();
    CompletableFuture<ByteBuf> returned = new CompletableFuture<>();
    Noting failing =
        new Noting("a", calls) {
          @Override
          public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
            if (!chunk.toString(StandardCharsets.UTF_8).equals("stop")) {
              return chunk;
            }
            exchange.fail(GatewayError.client(400, "stopped"));
            ByteBuf other = exchange.allocator().buffer().writeByte('x');
            returned.complete(other);
            return other;
          }
        };
    try (FilterTester tester = FilterTester.of(FixedFilter.of("failing", failing), "")) {
      answerEarly(tester.origin(), "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbegun");
      RawClient client =
          tester
              .gateway()
              .connect()
              .send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\nhello");
      callsUntil(calls, "a.responseBody");
      client.send("stop");
      assertThatThrownBy(client::read)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("5 of 10 bytes");
      callsUntil(calls, "a.complete");
      assertThat(returned.get(5, TimeUnit.SECONDS).refCnt()).isZero();
    }
  }

  /** The response of the origin is compressed already, its body waits; then it is replaced. */
  @Test
  void failureBehindWhileAFilterInFrontPausesTheResponse() throws Exception {
    Queue<String> calls = new ConcurrentLinkedQueue<>();
    Noting pausing =
        new Noting("a", calls) {
          @Override
          public Verdict onResponse(Exchange exchange) {
            super.onResponse(exchange);
            return Verdict.PAUSE;
          }
        };
    Noting throwing =
        new Noting("c", calls) {
          @Override
          public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
            if (chunk.toString(StandardCharsets.UTF_8).equals("stop")) {
              throw new IllegalStateException("on purpose");
            }
            return chunk;
          }
        };
    try (ChainTester tester =
        ChainTester.of(
            "- name: a\n- { name: compression, config: { types: [\"*\"], min_size: 0 } }\n- name: c",
            FixedFilter.of("a", pausing),
            FixedFilter.of("c", throwing))) {
      answerEarly(
          tester.origin(),
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5000\r\n\r\nbegun");
      RawClient client =
          tester
              .connect()
              .send(
                  "POST / HTTP/1.1\r\nHost: test\r\nAccept-Encoding: gzip\r\n"
                      + "Content-Length: 9\r\n\r\nhello");
      callsUntil(calls, "a.response");
      RawResponse response = client.send("stop").read();
      assertThat(response.status()).isEqualTo(500);
      assertThat(response.headers().has("content-encoding")).isFalse();
      assertThat(response.problem()).isEqualTo("filter_error");
      assertThat(callsUntil(calls, "c.complete"))
          .doesNotContain("a.responseBody", "a.responseBody last")
          .endsWith("a.complete", "c.complete");
    }
  }

  /** Its second request must not be read in what is left of the first. */
  @ParameterizedTest
  @ValueSource(strings = {"longer", "shorter"})
  void bodyOfAnotherLengthThanAnnouncedNeverReachesTheOriginWhole(String how) {
    RequestBodyFilter lying =
        new RequestBodyFilter() {
          @Override
          public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
            return !last ? chunk : text(how.equals("longer") ? "GET /smuggled HTTP/1.1" : "");
          }

          @Override
          public Verdict onRequest(Exchange exchange) {
            if (how.equals("shorter")) {
              exchange.requestHeaders().set("content-length", "6");
            }
            return Verdict.CONTINUE;
          }
        };
    try (FilterTester tester = FilterTester.of(FixedFilter.of("lying", lying), "")) {
      FilterResult result = tester.request("POST", "/").body("hello").send();
      assertThat(result.status()).isEqualTo(500);
      assertThat(result.problem()).isEqualTo("filter_error");
      assertThat(tester.request("GET", "/next").send().status()).isEqualTo(200);
      assertThat(tester.origin().requests()).noneMatch(seen -> seen.target().equals("/smuggled"));
      assertThat(tester.origin().violations()).isEmpty();
    }
  }

  /** Whatever a filter writes there, bodies stay framed. */
  @ParameterizedTest
  @ValueSource(strings = {"abc", "-1", "+2", "", "99999999999999999999"})
  void garbledLengthIsNoLength(String length) {
    Filter garbling =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            exchange.requestHeaders().set("content-length", length);
            exchange.requestHeaders().set("transfer-encoding", "gzip");
            return Verdict.CONTINUE;
          }

          @Override
          public Verdict onResponse(Exchange exchange) {
            exchange.responseHeaders().set("content-length", length);
            exchange.responseHeaders().add("content-length", "1");
            exchange.responseHeaders().set("transfer-encoding", "gzip");
            return Verdict.CONTINUE;
          }
        };
    try (FilterTester tester = FilterTester.of(FixedFilter.of("garbling", garbling), "")) {
      FilterResult post = tester.request("POST", "/").body("hello").send();
      assertThat(post.body()).isEqualTo("ok");
      assertThat(post.origin().text()).isEqualTo("hello");
      FilterResult get = tester.request("GET", "/").send();
      assertThat(get.body()).isEqualTo("ok");
      assertThat(get.origin().headers().has("content-length")).isFalse();
      assertThat(get.origin().headers().has("transfer-encoding")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 99, 100, 101, 199, 600, 1000, -1})
  void statusThatNoResponseMayHaveIsA500(int status) {
    Filter setting =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            if (exchange.path().equals("/reply")) {
              exchange.reply(status, null, Unpooled.EMPTY_BUFFER);
              return Verdict.DONE;
            }
            return Verdict.CONTINUE;
          }

          @Override
          public Verdict onResponse(Exchange exchange) {
            exchange.status(status);
            return Verdict.CONTINUE;
          }
        };
    try (FilterTester tester = FilterTester.of(FixedFilter.of("setting", setting), "")) {
      assertThat(tester.request("GET", "/").send().problem()).isEqualTo("filter_error");
      assertThat(tester.request("GET", "/reply").send().problem()).isEqualTo("filter_error");
    }
  }

  @Test
  void clientThatWaitsIsToldToGoOnWhenItsBodyIsCollected() {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    try (FilterTester tester = FilterTester.of(FixedFilter.of("whole", collecting(seen)), "")) {
      RawClient client =
          tester
              .gateway()
              .connect()
              .send(
                  "POST / HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\n"
                      + "Content-Length: 5\r\n\r\n");
      RawResponse response = client.send("hello").read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.informational()).extracting(RawResponse::status).containsExactly(100);
      assertThat(tester.origin().takeRequest().text()).isEqualTo("hello");
    }
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }
}
