package io.sluice.gateway.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A filter takes an upstream's failure back and asks another upstream: the client sees one answer.
 */
class ForwardToTest {
  private static final String YAML =
      """
      routes:
        - { id: busy, match: { path: { prefix: /busy } }, upstream: other }
        - id: all
          match: { path: { prefix: / } }
          upstream: first
          filters: [ { name: front }, { name: elsewhere }, { name: behind } ]
          retry: { attempts: 0 }
          %s
      upstreams:
        - { id: first, targets: [ { address: "${origin}" } ] }
        - { id: other, targets: [ { address: "${origin2}" } ], limits: { max_requests: 1 } }
      """;
  private static final String UPLOAD = "Content-Length: 5\r\n\r\nhello";
  private static final String CHUNKED =
      "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\nX-End: yes\r\n\r\n";

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final CountDownLatch go = new CountDownLatch(1);
  private final StubOrigin first = StubOrigin.answering(503, "one");
  private final StubOrigin other = StubOrigin.answering(200, "two");
  private Behind act = exchange -> Verdict.CONTINUE;
  private TestGateway gateway = start("");

  /** What the filter behind does with a request. */
  private interface Behind {
    Verdict onRequest(Exchange exchange) throws Exception;
  }

  /** Notes what it is called for. */
  private class Watching implements RequestBodyFilter, ResponseBodyFilter {
    private final String name;

    Watching(String name) {
      this.name = name;
    }

    @Override
    public Verdict onRequest(Exchange exchange) throws Exception {
      calls.add(name + " request");
      exchange.responseHeaders().set("x-ahead", name);
      return name.equals("behind") ? act.onRequest(exchange) : Verdict.CONTINUE;
    }

    @Override
    public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
      if (chunk.isReadable()) {
        calls.add(name + " sends " + chunk.toString(US_ASCII));
      }
      return chunk;
    }

    @Override
    public Verdict onResponse(Exchange exchange) {
      calls.add(name + " response " + exchange.status());
      exchange.responseHeaders().set("x-" + name, "seen");
      return Verdict.CONTINUE;
    }

    @Override
    public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
      if (chunk.isReadable()) {
        calls.add(name + " gets " + chunk.toString(US_ASCII));
      }
      return chunk;
    }

    @Override
    public void onComplete(Exchange exchange) {
      calls.add(name + " complete");
    }
  }

  /** Asks the other upstream about what has failed. */
  private class Elsewhere implements Filter {
    private final Destination to;

    Elsewhere(Destination to) {
      this.to = to;
    }

    @Override
    public Verdict onResponse(Exchange exchange) {
      if (exchange.status() < 400) {
        return Verdict.CONTINUE;
      }
      boolean went = exchange.forwardTo(to);
      calls.add(went ? "elsewhere" : "stays");
      return went ? Verdict.PAUSE : Verdict.CONTINUE;
    }
  }

  private TestGateway start(String options) {
    return TestGateway.of(YAML.formatted(options))
        .origins(first, other)
        .filter(FixedFilter.of("front", new Watching("front")))
        .filter(FixedFilter.of("behind", new Watching("behind")))
        .filter(FixedFilter.made("elsewhere", context -> new Elsewhere(context.upstream("other"))))
        .filter(FixedFilter.made("once_more", context -> new Elsewhere(context.upstream("first"))))
        .filter(
            FixedFilter.made(
                "hasty",
                context -> {
                  Destination to = context.upstream("other");
                  return new Filter() {
                    @Override
                    public Verdict onRequest(Exchange exchange) {
                      exchange.forwardTo(to);
                      return Verdict.CONTINUE;
                    }
                  };
                }))
        .filter(
            FixedFilter.made(
                "wavering",
                context -> {
                  Destination to = context.upstream("other");
                  return new Filter() {
                    @Override
                    public Verdict onResponse(Exchange exchange) {
                      exchange.reply(500, null, Unpooled.copiedBuffer("mine", US_ASCII));
                      exchange.forwardTo(to);
                      return Verdict.DONE;
                    }
                  };
                }))
        .start();
  }

  private void reload(String options) {
    gateway.reload(YAML.formatted(options));
  }

  private void filters(String names) {
    gateway.reload(YAML.formatted("").replace("{ name: elsewhere }", names));
  }

  @AfterEach
  void close() {
    go.countDown();
    gateway.close();
    first.close();
    other.close();
    assertThat(first.violations()).isEmpty();
    assertThat(other.violations()).isEmpty();
  }

  private static void stall(StubOrigin origin) {
    origin.answer((request, connection) -> connection.awaitEnd());
  }

  private void assertNothingLeft() {
    Await.until("it is over", () -> calls.contains("front complete"));
    Await.until("none is left", () -> gateway.metric("sluice_inflight{route=\"all\"}") == 0);
    Await.until("its place is free", () -> gateway.connect().get("/busy").read().status() == 200);
  }

  enum Failure {
    STATUS("503", "") {
      @Override
      void of(StubOrigin origin) {
        origin.answer((request, connection) -> connection.answer(503, "X-From: one\r\n", "one"));
      }
    },
    CHUNKED_WITH_TRAILERS("500", "") {
      @Override
      void of(StubOrigin origin) {
        origin.answer(
            (request, connection) ->
                connection.send(
                    "HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n"
                        + "3\r\none\r\n0\r\nX-End: one\r\n\r\n"));
      }
    },
    STATUS_WITHOUT_END("500", "") {
      @Override
      void of(StubOrigin origin) {
        origin.answer(
            (request, connection) -> {
              connection.send("HTTP/1.1 500 X\r\nContent-Length: 1000\r\n\r\nhalf");
              connection.awaitEnd();
            });
      }
    },
    REFUSED("502", "") {
      @Override
      void of(StubOrigin origin) {
        origin.kill();
      }
    },
    RESET("502", "") {
      @Override
      void of(StubOrigin origin) {
        origin.answer((request, connection) -> connection.reset());
      }
    },
    IDLE("504", "timeout: { idle: 50ms }") {
      @Override
      void of(StubOrigin origin) {
        stall(origin);
      }
    },
    DEADLINE("504", "timeout: { request: 100ms }") {
      @Override
      void of(StubOrigin origin) {
        stall(origin);
      }
    };

    final String status;
    final String options;

    Failure(String status, String options) {
      this.status = status;
      this.options = options;
    }

    abstract void of(StubOrigin origin);
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void theOtherAnswersInsteadOfTheFirst(Failure failure) {
    failure.of(first);
    reload(failure.options);
    RawClient client = gateway.connect();
    RawResponse answer = client.get("/a").read();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("two");
    assertThat(answer.trailers().all("x-end")).isEmpty();
    assertThat(answer.headers().all("x-from")).isEmpty();
    assertThat(answer.headers().all("x-behind")).isEmpty();
    assertThat(answer.headers().all("retry-after")).isEmpty();
    assertThat(answer.header("content-length")).isEqualTo("3");
    assertThat(answer.headers().all("x-ahead")).containsExactly("behind"); // who set it last
    assertThat(answer.header("x-front")).isEqualTo("seen");
    Await.until("it is over", () -> calls.contains("behind complete"));
    assertThat(calls)
        .containsExactly(
            "front request",
            "behind request",
            "behind response " + failure.status,
            "elsewhere",
            "front response 200",
            "front gets two",
            "front complete",
            "behind complete");
    assertThat(client.get("/b").read().text()).isEqualTo("two"); // on the same connection
    assertNothingLeft();
  }

  @Test
  void itIsCountedOnceAndForTheSecond() {
    gateway.connect().get("/a").read();
    assertNothingLeft();
    assertThat(gateway.metrics().lines())
        .filteredOn(line -> line.startsWith("sluice_requests_total{route=\"all\""))
        .containsExactly(
            "sluice_requests_total{route=\"all\",status=\"200\",upstream=\"other\"} 1.0");
  }

  @Test
  void aResponseWithoutBodyHasItsFieldsAlone() {
    RawClient client = gateway.connect();
    other.answer(
        (request, connection) ->
            connection.send("HTTP/1.1 200 X\r\nX-Two: 2\r\nContent-Length: 9\r\n\r\n"));
    client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    RawResponse answer = client.readToHead();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("x-two")).isEqualTo("2");
    other.answer((request, connection) -> connection.answer(200, "two"));
    assertThat(client.get("/a").read().status()).isEqualTo(200);
  }

  @Test
  void trailersOfTheSecondComeThrough() {
    other.answer(
        (request, connection) ->
            connection.send(
                "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n"
                    + "X-End: two\r\n\r\n"));
    RawResponse answer = gateway.connect().get("/").read();
    assertThat(answer.text()).isEqualTo("two");
    assertThat(answer.trailers().first("x-end")).isEqualTo("two");
  }

  /** The fields and path that the route would have sent, whoever is asked. */
  @ParameterizedTest
  @ValueSource(strings = {"", "degrade: { to: fallback }"})
  void theOtherIsAskedForWhatTheRouteForwards(String switched) {
    reload("rewrite: { add_prefix: /v2, host: api.example }\n    " + switched);
    assertThat(gateway.connect().get("/a?b=c").read().text()).isEqualTo("two");
    assertThat(other.takeRequest().target()).isEqualTo("/v2/a?b=c");
    assertThat(other.requests().get(0).headers().first("host")).isEqualTo("api.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {UPLOAD, CHUNKED})
  void aBodyThatNobodyHasGotGoesToTheOther(String upload) {
    reload("degrade: { to: fallback }");
    String request = "POST / HTTP/1.1\r\nHost: x\r\n" + upload;
    assertThat(gateway.connect().send(request).read().text()).isEqualTo("two");
    assertThat(other.takeRequest().text()).isEqualTo("hello");
    assertThat(other.requests().get(0).trailers().first("x-end"))
        .isEqualTo(upload.equals(CHUNKED) ? "yes" : null);
    assertThat(String.join("", calls)).contains("front sends hel", "behind sends hel");
  }

  @Test
  void aBodyThatComesLaterGoesToTheOther() {
    reload("degrade: { to: fallback }");
    RawClient client = gateway.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
    Await.until("the other is asked", () -> other.requests().size() == 1);
    client.send("hel").send("lo");
    assertThat(other.takeRequest().text()).isEqualTo("hello");
    assertThat(client.read().text()).isEqualTo("two");
  }

  @Test
  void aBodyThatTheClientHasNotSentYetGoesToTheOther() {
    first.answerEarly((request, connection) -> connection.answer(503, "busy"));
    RawClient client = gateway.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    assertThat(client.readInformational().status()).isEqualTo(100);
    client.send("hello");
    assertThat(client.read().text()).isEqualTo("two");
    assertThat(other.takeRequest().text()).isEqualTo("hello");
  }

  @Test
  void aBodyThatWasCollectedGoesToTheOther() {
    act =
        exchange -> {
          exchange.bufferRequestBody(100, whole -> exchange.resume());
          return Verdict.PAUSE;
        };
    reload("degrade: { to: fallback }");
    RawClient client = gateway.connect();
    client.send("PUT / HTTP/1.1\r\nHost: x\r\n" + UPLOAD);
    assertThat(client.read().text()).isEqualTo("two");
    assertThat(other.takeRequest().text()).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {UPLOAD, CHUNKED, "Content-Length: 6\r\n\r\nhello"})
  void aBodyThatIsPartlyGoneCannotBeSentAgain(String upload) {
    first.answerEarly(
        (request, connection) -> {
          if (upload.endsWith("6\r\n\r\nhello")) { // answers while the rest is under way
            Await.until("it has been sent", () -> calls.contains("behind sends hello"));
          } else {
            first.readBody(request, connection);
          }
          connection.answer(503, "one");
        });
    RawClient client = gateway.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\n" + upload);
    RawResponse answer = client.read();
    assertThat(answer.text()).isEqualTo("one");
    assertThat(answer.header("x-behind")).isEqualTo("seen");
    assertThat(calls).contains("stays");
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void whatTheOtherFailsWithIsTheAnswer() {
    other.answer((request, connection) -> connection.reset());
    assertThat(gateway.connect().get("/").read().problem()).isEqualTo("upstream_reset");
    assertThat(calls).containsOnlyOnce("elsewhere").contains("front response 502");
    other.answer((request, connection) -> connection.answer(200, "two"));
    assertNothingLeft();
  }

  @ParameterizedTest
  @CsvSource({"true, upstream_full", "false, upstream_reset"})
  void onlyOneOtherIsAsked(boolean full, String reason) {
    filters("{ name: once_more }, { name: elsewhere }");
    other.answer(
        (request, connection) -> {
          if (request.target().equals("/busy")) {
            Await.open(go);
            connection.answer(200, "was busy");
          } else {
            connection.reset();
          }
        });
    RawClient busy = gateway.connect();
    if (full) {
      busy.get("/busy");
      Await.until("it is full", () -> other.requests().size() == 1);
    }
    RawResponse answer = gateway.connect().get("/").read();
    assertThat(answer.problem()).isEqualTo(reason);
    assertThat(answer.headers().all("x-behind")).isEmpty();
    assertThat(answer.header("x-front")).isEqualTo("seen");
    assertThat(calls).containsSubsequence("elsewhere", "stays");
    assertThat(first.requests()).hasSize(1);
  }

  @Test
  void itIsNoWayAroundAFilterThatRefuses() {
    act =
        exchange -> {
          exchange.fail(GatewayError.gateway(503, "not_you"));
          return Verdict.DONE;
        };
    assertThat(gateway.connect().get("/").read().problem()).isEqualTo("not_you");
    assertThat(calls).contains("stays");
    assertThat(first.requests()).isEmpty();
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void beforeThereIsAResponseItIsAMistake() {
    filters("{ name: hasty }");
    RawResponse answer = gateway.connect().get("/").read();
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.problem()).isEqualTo("filter_error");
    assertThat(answer.text()).contains("hasty");
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void anAnswerOfTheSameFilterIsTakenBackToo() {
    filters("{ name: wavering }");
    RawClient client = gateway.connect();
    for (int i = 0; i < 2; i++) {
      RawResponse answer = client.get("/").read();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("two");
    }
    assertThat(calls).contains("front response 200").doesNotContain("front response 0");
  }

  @Test
  void aClientThatLeavesEndsTheSecondToo() {
    AtomicBoolean ended = new AtomicBoolean();
    other.answer(
        (request, connection) -> {
          connection.awaitEnd();
          ended.set(true);
        });
    RawClient client = gateway.connect().get("/");
    Await.until("the other is asked", () -> other.requests().size() == 1);
    client.close();
    Await.until("its connection is closed", ended::get);
    other.answer((request, connection) -> connection.answer(200, "two"));
    assertNothingLeft();
  }

  @Test
  void theDeadlineHoldsForBoth() {
    reload("timeout: { request: 300ms }");
    stall(other);
    assertThat(gateway.connect().get("/").read().problem()).isEqualTo("request_timeout");
    assertThat(calls).containsOnlyOnce("elsewhere").contains("front response 504");
  }

  @Test
  void aReloadWithoutTheOtherDoesNotTouchIt() {
    other.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "late");
        });
    RawClient client = gateway.connect().get("/");
    Await.until("the other is asked", () -> other.requests().size() == 1);
    gateway.reload("routes: [ { id: all, direct_response: { status: 204 } } ]");
    go.countDown();
    assertThat(client.read().text()).isEqualTo("late");
    assertThat(client.get("/").read().status()).isEqualTo(204);
  }
}
