package io.sluice.gateway.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.Branch;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.api.ReplyBody;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.ReceivedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A filter begins an exchange of its own, which comes to exactly one end, and outlives its maker.
 */
class BranchTest extends WithBranches {
  private static final int TOTAL = 32 << 20;

  private final AtomicLong sent = new AtomicLong();

  // ---- what goes and what comes

  @Test
  void headBodyAndEndAreToldInOrder() {
    origin.answer(
        (request, connection) ->
            connection.answer(404, "Connection: x-hop\r\nX-Hop: 1\r\nX-Own: 2\r\n", "hello"));
    ask("/a");
    assertThat(heard.all()).containsExactly("head 404", "body", "end");
    assertThat(heard.text).hasToString("hello");
    HttpHeaders fields = Objects.requireNonNull(heard.fields);
    assertThat(fields.get("x-own")).isEqualTo("2");
    assertThat(fields.get("content-length")).isEqualTo("5");
    assertThat(fields.contains("date")).isTrue();
    assertThat(fields.contains("x-hop")).isFalse();
  }

  @Test
  void itPassesTheFiltersBehindOnly() {
    ask("/a");
    heard.all();
    assertThat(seen)
        .containsExactly(
            "front request",
            "front response 202",
            "front complete",
            "behind request",
            "behind response 200",
            "behind complete");
    assertThat(Objects.requireNonNull(heard.fields).contains("x-behind")).isTrue();
    assertThat(Objects.requireNonNull(heard.fields).contains("x-front")).isFalse();
  }

  @Test
  void itIsAnExchangeBesideTheOneThatGoesOn() {
    makes =
        exchange -> {
          exchange.forwardAs("/other", "q=1");
          exchange.requestHeaders().set("x-both", "1");
          exchange.identity(Identity.of("ann"));
          Branch made = exchange.branch(heard);
          exchange.requestHeaders().set("x-mine", "1");
          made.requestHeaders().set("x-its", "1");
          made.begin();
          assertThatThrownBy(made::begin).isInstanceOf(IllegalStateException.class);
          return Verdict.CONTINUE;
        };
    behind =
        exchange -> {
          String known = exchange.consumer() + " " + exchange.pathParameter("what");
          exchange.requestHeaders().set("x-known", known + " " + exchange.clientIp());
          return Verdict.CONTINUE;
        };
    assertThat(gateway.connect().get("/thing?q=0").read().text()).isEqualTo("hello");
    assertThat(heard.all()).containsExactly("head 200", "body", "end");
    ReceivedRequest one = origin.takeRequest();
    ReceivedRequest two = origin.takeRequest();
    boolean first = one.headers().first("x-its") == null;
    ReceivedRequest mine = first ? one : two;
    ReceivedRequest its = first ? two : one;
    for (ReceivedRequest each : new ReceivedRequest[] {mine, its}) {
      assertThat(each.method()).isEqualTo("GET");
      assertThat(each.target()).isEqualTo("/other?q=1");
      assertThat(each.headers().first("x-both")).isEqualTo("1");
      assertThat(each.headers().first("x-known")).isEqualTo("ann thing 127.0.0.1");
    }
    assertThat(its.headers().all("x-mine")).isEmpty();
    assertThat(mine.headers().all("x-its")).isEmpty();
    for (String name : new String[] {"host", "x-request-id", "x-forwarded-for"}) {
      assertThat(its.headers().all(name)).isEqualTo(mine.headers().all(name)).isNotEmpty();
    }
  }

  @Test
  void itCountsForTheUpstreamAndNotForTheRoute() {
    ask("/a");
    heard.all();
    Await.until(
        "the maker is counted",
        () -> gateway.metric("sluice_request_duration_seconds_count{route=\"all\"}") == 1);
    assertThat(gateway.metric("sluice_upstream_duration_seconds_count{upstream=\"origin\"}"))
        .isEqualTo(1);
    assertThat(gateway.metric("sluice_inflight{route=\"all\"}")).isZero();
  }

  @Test
  void aHeadHasNoBody() {
    origin.answer(
        (request, connection) ->
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nX-M: " + request.method() + "\r\n\r\n"));
    RawClient client = gateway.connect().send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(heard.all()).containsExactly("head 200", "end");
    assertThat(Objects.requireNonNull(heard.fields).get("content-length")).isEqualTo("9");
    assertThat(Objects.requireNonNull(heard.fields).get("x-m")).isEqualTo("HEAD");
    client.close();
  }

  @Test
  void whatHasBeenPausedMayBranchToo() {
    makes =
        exchange -> {
          exchange.executor().execute(() -> beginsAndAnswers(exchange));
          return Verdict.PAUSE;
        };
    ask("/a");
    assertThat(heard.all()).containsExactly("head 200", "body", "end");
  }

  @Test
  void aRequestWithABodyHasNone() {
    makes =
        exchange -> {
          assertThatThrownBy(() -> exchange.branch(heard))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("body");
          return Verdict.CONTINUE;
        };
    String post = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi";
    assertThat(gateway.connect().send(post).read().text()).isEqualTo("hello");
  }

  // ---- its own life

  @Test
  void itOutlivesItsMaker() {
    heldBack();
    ask("/a").reset();
    go.countDown();
    assertThat(heard.all()).containsExactly("head 200", "body", "end");
  }

  @Test
  void itOutlivesTheConfig() {
    heldBack();
    ask("/a");
    gateway.reload("routes: [ { id: all, direct_response: { status: 204 } } ]");
    go.countDown();
    assertThat(heard.all()).containsExactly("head 200", "body", "end");
    assertThat(heard.text).hasToString("late");
  }

  @Test
  void theGatewayWaitsForItWhenItDrains() throws Exception {
    heldBack();
    ask("/a").close();
    Await.until("the origin is asked", () -> origin.requests().size() == 1);
    CompletableFuture<Void> drained = CompletableFuture.runAsync(gateway::drain);
    Await.until("it drains", () -> !gateway.gateway().ready());
    TimeUnit.MILLISECONDS.sleep(50);
    assertThat(drained.isDone()).isFalse();
    go.countDown();
    drained.get(5, TimeUnit.SECONDS);
    assertThat(heard.events).containsExactly("head 200", "body", "end");
  }

  @Test
  void whatIsLeftWhenTheGatewayEndsFails() {
    heldBack();
    ask("/a").close();
    Await.until("the origin is asked", () -> origin.requests().size() == 1);
    gateway.close();
    assertThat(heard.events).containsExactly("failure drain_timeout");
  }

  @Test
  void afterItsMakersEndNoneBegins() {
    heldBack();
    makes =
        exchange -> {
          branch = exchange.branch(heard);
          exchange.reply(202, null, Unpooled.copiedBuffer("made", US_ASCII));
          return Verdict.DONE;
        };
    ask("/a");
    on(Branch::begin);
    assertThat(heard.all()).containsExactly("failure client_closed");
    assertThat(origin.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"new", "begun", "asking", "head", "body"})
  void aCancelledOneIsNotHeardOfAgain(String when) {
    origin.answer(
        (request, connection) -> {
          if (!when.equals("asking")) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
          }
          go.countDown();
          connection.awaitEnd();
        });
    makes =
        exchange -> {
          Branch made = exchange.branch(heard);
          branch = made;
          if (when.equals("new")) {
            made.cancel();
          }
          made.begin();
          if (when.equals("begun")) {
            made.cancel();
          }
          exchange.reply(202, null, Unpooled.copiedBuffer("made", US_ASCII));
          return Verdict.DONE;
        };
    heard.then =
        event -> {
          if (event.startsWith(when)) {
            Objects.requireNonNull(branch).cancel();
          }
        };
    ask("/a");
    if (when.equals("asking")) {
      Await.open(go);
      on(Branch::cancel);
    } else if (when.equals("head") || when.equals("body")) {
      Await.until("it is told", () -> heard.events.toString().contains(when));
    }
    on(Branch::cancel); // harmless
    on(made -> made.reading(true));
    Await.until("the origin is let go", () -> origin.openConnections() == 0);
    assertServes();
    assertThat(heard.events)
        .isEqualTo(
            switch (when) {
              case "head" -> List.of("head 200");
              case "body" -> List.of("head 200", "body");
              default -> List.of();
            });
  }

  // ---- pace

  private void sendsMuch() {
    origin.answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + TOTAL + "\r\n\r\n");
          byte[] piece = new byte[64 << 10];
          for (int i = 0; i < TOTAL; i += piece.length) {
            connection.send(piece);
            sent.addAndGet(piece.length);
          }
        });
  }

  @Test
  void whoStopsReadingStopsTheOrigin() {
    sendsMuch();
    heard.then =
        event -> {
          if (event.startsWith("head")) {
            Objects.requireNonNull(branch).reading(false);
          }
        };
    ask("/a");
    Await.until("it begins", () -> heard.events.contains("head 200"));
    on(made -> {});
    for (int i = 0; i < 6; i++) { // beyond the idle time, within the request's
      clock.advance(Duration.ofSeconds(2));
      on(made -> {});
    }
    assertThat(heard.bytes.get()).isLessThan(1 << 20);
    assertThat(sent.get()).isLessThan(TOTAL);
    on(made -> made.reading(true));
    assertThat(heard.all()).containsExactly("head 200", "body", "end");
    assertThat(heard.bytes.get()).isEqualTo(TOTAL);
  }

  /** What a cache does: the client gets the response while it arrives. */
  @Test
  void aStreamedReplyFedByABranchKeepsTheClientsPace() {
    sendsMuch();
    makes =
        exchange -> {
          Branch made =
              exchange.branch(
                  new Branch.Receiver() {
                    private ReplyBody reply;

                    @Override
                    public void onHead(int status, HttpHeaders fields) {
                      exchange.responseHeaders().setAll(fields);
                      reply = exchange.replyStreaming(status);
                      reply.onWritable(() -> Objects.requireNonNull(branch).reading(true));
                    }

                    @Override
                    public void onBody(ByteBuf piece) {
                      reply.write(piece.retainedDuplicate());
                      Objects.requireNonNull(branch).reading(reply.isWritable());
                    }

                    @Override
                    public void onEnd() {
                      reply.end();
                    }

                    @Override
                    public void onFailure(GatewayError why) {
                      reply.fail(why);
                    }
                  });
          branch = made;
          made.begin();
          return Verdict.PAUSE;
        };
    RawClient client = gateway.connect().timeout(Duration.ofSeconds(20)).get("/a").awaitBytes();
    Await.until("the origin is stopped", this::isStopped);
    assertThat(sent.get()).isLessThan(TOTAL);
    assertThat(client.read().body()).hasSize(TOTAL);
  }

  private boolean isStopped() {
    long before = sent.get();
    on(made -> {});
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return before > 0 && sent.get() == before;
  }

  // ---- what can go wrong

  @ParameterizedTest
  @CsvSource({
    "'', upstream_closed_early, 0",
    "'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', upstream_closed_early, 1",
    "'SMTP\r\n\r\n', malformed_response, 0"
  })
  void anOriginThatBreaksIsAFailure(String says, String reason, int heads) {
    origin.answer(
        (request, connection) -> {
          connection.send(says.isEmpty() ? "HTTP/1.1" : says);
          connection.pause(5);
          connection.close();
        });
    ask("/a");
    if (heads == 0) {
      assertThat(heard.all()).containsExactly("failure " + reason);
    } else {
      assertThat(heard.all()).containsExactly("head 200", "body", "failure " + reason);
    }
    assertServes();
  }

  @Test
  void itIsRetriedAsTheRouteSays() {
    reload("retry: { attempts: 2, on: [ 503 ], backoff: { base: 0ms, max: 0ms } }");
    origin.answer(
        (request, connection) ->
            connection.answer(origin.requests().size() < 3 ? 503 : 200, "hello"));
    ask("/a");
    assertThat(heard.all()).containsExactly("head 200", "body", "end");
    assertThat(origin.requests()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"false, 11, upstream_idle_timeout", "true, 3, request_timeout"})
  void itTakesNoLongerThanItMay(boolean shorter, int seconds, String reason) {
    if (shorter) { // by a filter in front
      inFront =
          exchange -> {
            exchange.timeouts(TimeUnit.SECONDS.toNanos(2), -1);
            return Verdict.CONTINUE;
          };
    }
    heldBack();
    ask("/a");
    Await.until("the origin is asked", () -> origin.requests().size() == 1);
    clock.advance(Duration.ofSeconds(seconds));
    assertThat(heard.all()).containsExactly("failure " + reason);
  }

  @Test
  void anErrorOfTheGatewayIsAFailureAndNoHead() {
    behind =
        exchange -> {
          exchange.fail(BUSY);
          return Verdict.DONE;
        };
    ask("/a");
    assertThat(heard.all()).containsExactly("failure busy");
    assertThat(origin.requests()).isEmpty();
  }

  @Test
  void anAnswerOfAFilterBehindIsAResponse() {
    behind =
        exchange -> {
          exchange.reply(404, "text/plain", Unpooled.copiedBuffer("none", US_ASCII));
          return Verdict.DONE;
        };
    ask("/a");
    assertThat(heard.all()).containsExactly("head 404", "body", "end");
    assertThat(heard.text).hasToString("none");
  }

  @Test
  void whatIsKeptFromTheOriginStaysSo() {
    inFront =
        exchange -> {
          exchange.withhold(BUSY);
          return Verdict.CONTINUE;
        };
    ask("/a");
    assertThat(heard.all()).containsExactly("failure busy");
    assertThat(origin.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "head, head 200;failure filter_error",
    "body, head 200;body;failure filter_error",
    "end, head 200;body;end"
  })
  void aReceiverThatThrowsHurtsItsBranchOnly(String at, String told) {
    heard.throwsAt = at;
    ask("/a");
    assertThat(String.join(";", heard.all())).isEqualTo(told);
    assertServes();
  }

  @Test
  void aFailureThatIsNotTakenWellIsOver() {
    origin.kill();
    heard.throwsAt = "failure";
    ask("/a");
    assertThat(heard.all()).hasSize(1);
    origin.restart();
    clock.advance(Duration.ofMinutes(1));
    assertServes();
  }

  @Test
  void aLengthThatAFilterHasMadeWrongIsAFailure() {
    behind =
        exchange -> {
          exchange.responseHeaders().set("content-length", "9"); // replaces the origin's
          return Verdict.CONTINUE;
        };
    ask("/a");
    assertThat(heard.all()).containsExactly("head 200", "body", "failure filter_error");
  }

  @Test
  void aBranchMayBranch() {
    AtomicInteger depth = new AtomicInteger();
    behind =
        exchange -> {
          if (depth.getAndIncrement() == 0) {
            Branch inner = exchange.branch(heard);
            inner.requestHeaders().set("x-inner", "1");
            inner.begin();
            exchange.reply(200, null, Unpooled.EMPTY_BUFFER);
            return Verdict.DONE;
          }
          return Verdict.CONTINUE;
        };
    makes =
        exchange -> {
          exchange.branch(new Heard()).begin();
          exchange.reply(202, null, Unpooled.copiedBuffer("made", US_ASCII));
          return Verdict.DONE;
        };
    ask("/a");
    assertThat(heard.all()).containsExactly("head 200", "body", "end");
    assertThat(heard.text).hasToString("hello");
    assertThat(origin.takeRequest().headers().first("x-inner")).isEqualTo("1");
    assertThat(seen).containsOnlyOnce("behind request"); // the inner one begins behind that
  }

  @Test
  void thePlacesOfTheUpstreamCountForIt() {
    heldBack();
    gateway.reload(
        """
        server: { workers: 1, drain_timeout: 2s }
        overload: { max_event_loop_lag: 0s }
        routes:
          - { id: all, upstream: origin, filters: [ { name: makes } ] }
        upstreams:
          - { id: origin, limits: { max_requests: 1 }, targets: [ { address: "${origin}" } ] }
        """);
    ask("/a");
    Await.until("the origin is asked", () -> origin.requests().size() == 1);
    assertThat(gateway.connect().get("/again").read().problem()).isEqualTo("upstream_full");
    go.countDown();
    assertThat(heard.all()).containsExactly("head 200", "body", "end");
    assertServes();
  }
}
