package io.sluice.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** {@link Verdict#PAUSE}: what a filter may do while the exchange waits for it. */
class FilterPauseTest {
  private final Notes notes = new Notes();

  /** Pauses the request, the response, or both, and does {@code then} at once. */
  private static Filter pausing(boolean request, boolean response, Consumer<Exchange> then) {
    return new Filter() {
      @Override
      public Verdict onRequest(Exchange exchange) {
        if (request) {
          then.accept(exchange);
        }
        return request ? Verdict.PAUSE : Verdict.CONTINUE;
      }

      @Override
      public Verdict onResponse(Exchange exchange) {
        if (response) {
          then.accept(exchange);
        }
        return response ? Verdict.PAUSE : Verdict.CONTINUE;
      }
    };
  }

  /** Does something on the exchange's loop, from another thread, a moment later. */
  private static void later(Exchange exchange, Runnable work) {
    CompletableFuture.runAsync(() -> exchange.executor().execute(work));
  }

  @Test
  void resumingBeforePauseIsReturnedIsGoingOn() {
    Filter filter = pausing(true, true, Exchange::resume);
    try (FilterGateway sluice =
        FilterGateway.of(notes.passing("a"), filter, filter, notes.passing("d"))) {
      RawClient client = sluice.connect();
      assertThat(client.get("/").read().text()).isEqualTo("ok");
      assertThat(client.get("/").read().text()).isEqualTo("ok");
      assertThat(notes.all().subList(0, 5))
          .containsExactly(
              "a.request", "d.request", "d.response 200", "a.response 200", "a.complete");
    }
  }

  @Test
  void resumingComesFromAnywhereThroughTheExecutor() {
    Filter filter = pausing(true, true, exchange -> later(exchange, exchange::resume));
    try (FilterGateway sluice =
        FilterGateway.of(filter, notes.passing("b"), filter, filter, notes.passing("e"))) {
      RawClient client = sluice.connect();
      String request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(request).read().text()).isEqualTo("ok");
        assertThat(sluice.origin().takeRequest().text()).isEqualTo("hello");
      }
    }
  }

  @Test
  void theSecondResumeIsAnErrorThatHurtsNobody() {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CountDownLatch resumed = new CountDownLatch(1);
    Filter filter =
        pausing(
            true,
            false,
            exchange ->
                later(
                    exchange,
                    () -> {
                      exchange.resume();
                      try {
                        exchange.resume();
                      } catch (IllegalStateException e) {
                        thrown.set(e);
                      }
                      resumed.countDown();
                    }));
    try (FilterGateway sluice = FilterGateway.of(filter)) {
      assertThat(sluice.connect().get("/").read().text()).isEqualTo("ok");
      Await.open(resumed);
      assertThat(thrown.get()).hasMessageContaining("without PAUSE");
    }
  }

  @Test
  void resumingWithoutPausingMeansNothing() {
    Filter filter =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            exchange.resume();
            return Verdict.CONTINUE;
          }
        };
    try (FilterGateway sluice = FilterGateway.of(filter, notes.passing("b"))) {
      assertThat(sluice.connect().get("/").read().text()).isEqualTo("ok");
      assertThat(notes.afterCompletionOf("b")).containsOnlyOnce("b.request");
    }
  }

  @Test
  void anAnswerEndsThePauseOfARequest() {
    Filter filter =
        pausing(
            true,
            false,
            exchange ->
                later(
                    exchange,
                    () -> {
                      exchange.responseHeaders().set("x-from", "a");
                      exchange.reply(
                          403,
                          "text/plain",
                          Unpooled.copiedBuffer("stop", StandardCharsets.US_ASCII));
                      exchange.resume(); // comes late, and changes nothing
                    }));
    try (FilterGateway sluice = FilterGateway.of(notes.passing("a"), filter, notes.passing("c"))) {
      RawResponse response = sluice.connect().get("/").read();
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.text()).isEqualTo("stop");
      assertThat(response.header("x-from")).isEqualTo("a");
      assertThat(notes.afterCompletionOf("a"))
          .containsExactly("a.request", "a.response 403", "a.complete");
      assertThat(sluice.origin().requests()).isEmpty();
    }
  }

  @Test
  void anErrorEndsThePauseOfARequest() {
    Filter filter =
        pausing(
            true,
            false,
            exchange ->
                later(exchange, () -> exchange.fail(GatewayError.client(401, "who_are_you"))));
    try (FilterGateway sluice = FilterGateway.of(filter)) {
      RawResponse response = sluice.connect().get("/").read();
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.problem()).isEqualTo("who_are_you");
    }
  }

  /** The origin's answer is complete by then: nothing of it may get into the other one. */
  @Test
  void anAnswerEndsThePauseOfAResponse() {
    Filter filter =
        pausing(
            false,
            true,
            exchange ->
                later(
                    exchange,
                    () ->
                        exchange.reply(
                            203,
                            "text/plain",
                            Unpooled.copiedBuffer("instead", StandardCharsets.US_ASCII))));
    try (FilterGateway sluice = FilterGateway.of(notes.passing("a"), filter, notes.passing("c"))) {
      RawClient client = sluice.connect();
      for (String answer :
          new String[] {
            "HTTP/1.1 200 OK\r\nETag: x\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 204 OK\r\nETag: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nETag: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\nok\r\n3\r\nyes\r\n0\r\nt: 1\r\n\r\n"
          }) {
        sluice.origin().answer((request, connection) -> connection.send(answer));
        RawResponse response = client.get("/").read();
        assertThat(response.status()).isEqualTo(203);
        assertThat(response.text()).isEqualTo("instead");
        assertThat(response.header("etag")).isNull();
        assertThat(response.header("content-length")).isEqualTo("7");
      }
      assertThat(notes.all())
          .contains("a.response 203", "c.response 200")
          .doesNotContain("a.response 200");
    }
  }

  @Test
  void aBodyThatComesMeanwhileIsHeld() {
    CountDownLatch go = new CountDownLatch(1);
    Filter filter =
        pausing(
            true,
            true,
            exchange ->
                CompletableFuture.runAsync(
                    () -> {
                      Await.open(go);
                      exchange.executor().execute(exchange::resume);
                    }));
    try (FilterGateway sluice = FilterGateway.of(filter)) {
      sluice.origin().answer((request, connection) -> connection.answer(200, request.text()));
      String body = "0123456789".repeat(100_000);
      RawClient client =
          sluice
              .connect()
              .send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n")
              .send(body.substring(0, 50_000));
      go.countDown();
      assertThat(client.send(body.substring(50_000)).read().text()).isEqualTo(body);
    }
  }

  /** The head does not wait for a body that has not come yet. */
  @Test
  void theHeadGoesOutWhenTheResponseIsResumed() {
    CountDownLatch go = new CountDownLatch(1);
    Filter filter = pausing(false, true, exchange -> later(exchange, exchange::resume));
    try (FilterGateway sluice = FilterGateway.of(filter)) {
      sluice
          .origin()
          .answer(
              (request, connection) -> {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
                Await.open(go);
                connection.send("ok");
              });
      RawClient client = sluice.connect().get("/");
      client.awaitBytes();
      go.countDown();
      assertThat(client.read().text()).isEqualTo("ok");
    }
  }

  @Test
  void anOriginThatGoesSilentMeanwhileIsNoticed() {
    Filter filter = pausing(false, true, exchange -> later(exchange, exchange::resume));
    try (FilterGateway sluice =
        FilterGateway.with("timeout: { request: 0s, idle: 150ms }", filter)) {
      sluice
          .origin()
          .answer(
              (request, connection) -> {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
                connection.awaitEnd();
              });
      RawClient client = sluice.connect().get("/");
      assertThatThrownBy(client::read).hasMessageContaining("after 0 of 2 bytes");
    }
  }

  @Test
  void anOriginThatBreaksMeanwhileIsAnsweredFor() {
    CountDownLatch paused = new CountDownLatch(1);
    Filter filter = pausing(false, true, exchange -> paused.countDown());
    try (FilterGateway sluice = FilterGateway.of(notes.passing("a"), filter)) {
      sluice
          .origin()
          .answer(
              (request, connection) -> {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
                Await.open(paused);
                connection.reset();
              });
      RawResponse response = sluice.connect().get("/").read();
      assertThat(response.status()).isEqualTo(502);
      assertThat(response.problem()).isEqualTo("upstream_reset");
      assertThat(notes.afterCompletionOf("a"))
          .containsExactly("a.request", "a.response 502", "a.complete");
    }
  }

  @Test
  void aClientThatGoesMeanwhileEndsTheExchange() {
    AtomicReference<Exchange> held = new AtomicReference<>();
    Filter filter = pausing(true, false, held::set);
    try (FilterGateway sluice = FilterGateway.of(notes.passing("a"), filter)) {
      RawClient client = sluice.connect().get("/");
      Await.until("it pauses", () -> held.get() != null);
      client.close();
      assertThat(notes.afterCompletionOf("a")).containsExactly("a.request", "a.complete");

      Exchange exchange = held.get();
      ByteBuf body = Unpooled.copiedBuffer(new byte[5]);
      CompletableFuture<Void> late =
          CompletableFuture.runAsync(
              () -> {
                exchange.resume();
                exchange.reply(200, null, body);
                exchange.fail(GatewayError.gateway(500, "late"));
              },
              exchange.executor());
      late.join();
      assertThat(body.refCnt()).isZero();
      assertThat(exchange.error()).isNotNull();
      assertThat(sluice.origin().requests()).isEmpty();
    }
  }
}
