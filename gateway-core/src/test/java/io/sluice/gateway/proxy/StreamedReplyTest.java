package io.sluice.gateway.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.ReplyBody;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.TestGateway;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A filter answers with a body that comes piece by piece. */
class StreamedReplyTest {
  private static final GatewayError BROKEN = GatewayError.gateway(502, "broken");
  private static final int TOTAL = 32 << 20;
  private static final String YAML =
      """
      routes:
        - id: all
          direct_response: { status: 500 }
          filters: [ { name: front }, { name: stream } ]
          timeout: { request: %s, idle: 10s }
      overload: { max_event_loop_lag: 0s } # the clock leaps
      """;

  private final ManualTicker clock = new ManualTicker();
  private final AtomicInteger completed = new AtomicInteger();
  private final AtomicLong written = new AtomicLong();
  private volatile @Nullable Exchange last;
  private volatile @Nullable ReplyBody body;
  private volatile Function<Exchange, Verdict> onRequest = this::begun;
  private volatile Function<Exchange, Verdict> inFront = exchange -> Verdict.CONTINUE;
  private final TestGateway gateway =
      TestGateway.of(YAML.formatted("0s"))
          .filter(FixedFilter.of("front", new Front()))
          .filter(FixedFilter.of("stream", new Stream()))
          .clock(clock)
          .start();

  private final class Stream implements Filter {
    @Override
    public Verdict onRequest(Exchange exchange) {
      last = exchange;
      return onRequest.apply(exchange);
    }

    @Override
    public void onComplete(Exchange exchange) {
      completed.incrementAndGet();
    }
  }

  private final class Front implements ResponseBodyFilter {
    @Override
    public Verdict onResponse(Exchange exchange) {
      exchange.responseHeaders().set("x-front", exchange.status());
      return inFront.apply(exchange);
    }

    @Override
    public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean end) {
      for (int i = chunk.readerIndex(); i < chunk.writerIndex(); i++) {
        if (chunk.getByte(i) == 'z') {
          chunk.setByte(i, 'Z');
        }
      }
      return chunk;
    }
  }

  private Verdict begun(Exchange exchange) {
    body = exchange.replyStreaming(200);
    return Verdict.DONE;
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }

  private ReplyBody body() {
    return Objects.requireNonNull(body);
  }

  private void on(Consumer<ReplyBody> act) {
    Await.until("it has begun", () -> body != null);
    Future<?> done =
        Objects.requireNonNull(last)
            .executor()
            .submit(() -> act.accept(body()))
            .awaitUninterruptibly();
    assertThat(done.cause()).isNull();
  }

  /** Returns when the piece has left. */
  private void write(String text) {
    on(reply -> reply.write(text(text)));
    on(reply -> {});
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private void assertServes() {
    onRequest =
        exchange -> {
          exchange.reply(200, null, text("ok"));
          return Verdict.DONE;
        };
    inFront = exchange -> Verdict.CONTINUE;
    assertThat(gateway.connect().get("/").read().text()).isEqualTo("ok");
  }

  // ---- what the client gets

  @Test
  void theHeadGoesAheadAndPiecesFollow() {
    RawClient client = gateway.connect().get("/").awaitBytes();
    write("z");
    write("b");
    on(ReplyBody::end);
    assertThat(client.read().text()).isEqualTo("Zb");
  }

  @Test
  void itPassesTheFiltersInFrontAndTheConnectionLivesOn() {
    onRequest =
        exchange -> {
          exchange.responseHeaders().set("x-own", "1");
          ReplyBody reply = exchange.replyStreaming(203);
          reply.write(text("zbc"));
          reply.write(text("cbz"));
          reply.end();
          reply.end();
          return Verdict.DONE;
        };
    RawClient client = gateway.connect();
    for (int i = 1; i <= 3; i++) {
      RawResponse response = client.get("/").read();
      assertThat(response.status()).isEqualTo(203);
      assertThat(response.text()).isEqualTo("ZbccbZ");
      assertThat(response.header("x-own")).isEqualTo("1");
      assertThat(response.header("x-front")).isEqualTo("203");
      assertThat(response.header("date")).isNotNull();
      assertThat(response.header("transfer-encoding")).isEqualTo("chunked");
      int so = i;
      Await.until("it is over", () -> completed.get() == so);
    }
  }

  @Test
  void aKnownLengthIsAnnounced() {
    onRequest =
        exchange -> {
          exchange.responseHeaders().set("content-length", "4");
          ReplyBody reply = exchange.replyStreaming(200);
          reply.write(text("bo"));
          reply.write(text("dy"));
          reply.end();
          return Verdict.DONE;
        };
    RawResponse response = gateway.connect().get("/").read();
    assertThat(response.headers().all("transfer-encoding")).isEmpty();
    assertThat(response.header("content-length")).isEqualTo("4");
    assertThat(response.text()).isEqualTo("body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bo", "bodies"})
  void anotherLengthThanAnnouncedIsAnError(String text) {
    onRequest =
        exchange -> {
          exchange.responseHeaders().set("content-length", "4");
          ReplyBody reply = exchange.replyStreaming(200);
          reply.write(text(text));
          reply.end();
          return Verdict.DONE;
        };
    assertThat(gateway.connect().get("/").read().problem()).isEqualTo("filter_error");
    assertServes();
  }

  @Test
  void theClientOfHttp10SeesTheEndOfTheConnection() {
    RawClient client = gateway.connect().send("GET / HTTP/1.0\r\n\r\n");
    on(
        reply -> {
          reply.write(text("bcd"));
          reply.end();
        });
    assertThat(client.read().text()).isEqualTo("bcd");
  }

  @ParameterizedTest
  @CsvSource({"HEAD,200", "GET,204", "GET,304"})
  void someResponsesHaveNoBody(String method, int status) {
    onRequest =
        exchange -> {
          ReplyBody reply = exchange.replyStreaming(status);
          reply.write(text("body"));
          reply.end();
          return Verdict.DONE;
        };
    RawClient client = gateway.connect();
    for (int i = 0; i < 2; i++) {
      client.send(method + " / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.readToHead().status()).isEqualTo(status);
    }
    assertServes();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDateThatIsSetStays(boolean streaming) {
    String then = "Sun, 06 Nov 1994 08:49:37 GMT";
    onRequest =
        exchange -> {
          exchange.responseHeaders().set("date", then);
          if (streaming) {
            exchange.replyStreaming(200).end();
          } else {
            exchange.reply(200, null, Unpooled.EMPTY_BUFFER);
          }
          return Verdict.DONE;
        };
    assertThat(gateway.connect().get("/").read().headers().all("date")).containsExactly(then);
  }

  @Test
  void aFilterThatHasPausedMayAnswerSo() {
    onRequest =
        exchange -> {
          exchange.executor().execute(() -> begun(exchange));
          return Verdict.PAUSE;
        };
    RawClient client = gateway.connect().get("/").awaitBytes();
    for (int i = 0; i < 10; i++) { // longer than a filter may pause
      clock.advance(Duration.ofSeconds(9));
      write("b");
    }
    on(ReplyBody::end);
    assertThat(client.read().text()).isEqualTo("b".repeat(10));
  }

  @Test
  void anImpossibleStatusIsAMistake() {
    onRequest =
        exchange -> {
          assertThatThrownBy(() -> exchange.replyStreaming(199))
              .hasMessage("status: 199 (expected: 200 to 599)");
          return begun(exchange);
        };
    gateway.connect().get("/").readToHead();
  }

  // ---- pace

  @ParameterizedTest
  @ValueSource(ints = {100, 16 << 10})
  void aSlowClientSlowsTheFilter(int size) {
    int pieces = (TOTAL + size - 1) / size;
    inFront =
        exchange -> {
          exchange.responseHeaders().set("content-length", pieces * size);
          return Verdict.CONTINUE;
        };
    RawClient client = gateway.connect().get("/");
    on(
        reply -> {
          reply.onWritable(() -> writeAll(reply, size));
          writeAll(reply, size);
          assertThat(reply.isWritable()).isFalse();
          assertThat(written.get()).isLessThan(TOTAL / 2); // the kernel's buffers take some
        });
    RawResponse response = client.timeout(Duration.ofSeconds(20)).read();
    assertThat(response.body().length).isEqualTo(pieces * size);
  }

  private void writeAll(ReplyBody reply, int size) {
    while (reply.isWritable() && written.get() < TOTAL) {
      reply.write(Unpooled.wrappedBuffer(new byte[size]));
      written.addAndGet(size);
    }
    if (written.get() >= TOTAL) {
      reply.end();
    }
  }

  @Test
  void piecesWaitWhileAFilterInFrontPauses() {
    AtomicInteger told = new AtomicInteger();
    inFront = exchange -> Verdict.PAUSE;
    RawClient client = gateway.connect().get("/");
    on(
        reply -> {
          reply.onWritable(told::incrementAndGet);
          assertThat(reply.isWritable()).isTrue();
          reply.write(text("b"));
          assertThat(reply.isWritable()).isFalse();
          reply.write(text("c"));
        });
    on(reply -> Objects.requireNonNull(last).resume());
    Await.until("there is room", () -> told.get() == 1);
    on(ReplyBody::end);
    assertThat(client.read().text()).isEqualTo("bc");
  }

  @Test
  void whatTheListenerThrowsEndsTheExchange() {
    inFront = exchange -> Verdict.PAUSE;
    RawClient client = gateway.connect().get("/");
    on(
        reply -> {
          reply.onWritable(
              () -> {
                throw new IllegalStateException("a mistake");
              });
          reply.write(text("b"));
          Objects.requireNonNull(last).resume();
        });
    assertThat(client.readRest()).doesNotEndWith("0\r\n\r\n");
    Await.until("it is over", () -> completed.get() == 1);
    assertServes();
  }

  // ---- how else it may end

  @Test
  void afterTheClientHasGonePiecesAreReleased() {
    RawClient client = gateway.connect().get("/");
    client.readToHead();
    on(reply -> reply.write(text("b")));
    client.reset();
    Await.until("it is over", () -> completed.get() == 1);
    on(
        reply -> {
          assertThat(reply.isWritable()).isFalse();
          ByteBuf late = text("late");
          reply.write(late);
          assertThat(late.refCnt()).isZero();
          reply.fail(BROKEN);
          reply.end();
        });
    assertServes();
  }

  @Test
  void itFailsCleanlyWhileNothingHasGoneOut() {
    onRequest =
        exchange -> {
          ReplyBody reply = exchange.replyStreaming(200);
          reply.write(text("half"));
          reply.fail(BROKEN);
          reply.write(text("more"));
          return Verdict.DONE;
        };
    RawResponse response = gateway.connect().get("/").read();
    assertThat(response.status()).isEqualTo(502);
    assertThat(response.problem()).isEqualTo("broken");
  }

  @Test
  void itFailsCleanlyWhileAFilterInFrontPauses() {
    inFront = exchange -> exchange.error() == null ? Verdict.PAUSE : Verdict.CONTINUE;
    RawClient client = gateway.connect().get("/");
    on(reply -> reply.write(text("half")));
    on(reply -> reply.fail(BROKEN));
    assertThat(client.read().problem()).isEqualTo("broken");
    assertServes();
  }

  @Test
  void itIsBrokenOffWhenTheHeadHasGone() {
    RawClient client = gateway.connect().get("/");
    client.readToHead();
    on(reply -> reply.fail(BROKEN));
    assertThat(client.readRest()).isEmpty();
    Await.until("it is over", () -> completed.get() == 1);
    assertServes();
  }

  @Test
  void aFilterInFrontMayAnswerInstead() {
    inFront =
        exchange -> {
          exchange.reply(418, null, text("other"));
          return Verdict.DONE;
        };
    RawClient client = gateway.connect().get("/");
    assertThat(client.read().text()).isEqualTo("other");
    on(
        reply -> {
          assertThat(reply.isWritable()).isFalse();
          reply.write(text("late"));
          reply.end();
        });
  }

  @Test
  void theSecondAnswerIsIgnored() {
    onRequest =
        exchange -> {
          exchange.reply(200, null, text("first"));
          ReplyBody second = exchange.replyStreaming(201);
          assertThat(second.isWritable()).isFalse();
          second.write(text("second"));
          second.end();
          return Verdict.DONE;
        };
    assertThat(gateway.connect().get("/").read().text()).isEqualTo("first");
  }

  @Test
  void theIdleTimeoutHoldsBetweenPieces() {
    RawClient client = gateway.connect().get("/");
    client.readToHead();
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofSeconds(9));
      write("b");
    }
    clock.advance(Duration.ofSeconds(11));
    assertThat(client.readRest()).isEqualTo("1\r\nb\r\n".repeat(3));
    String timeouts = "sluice_local_replies_total{reason=\"filter_timeout\",route=\"all\"}";
    Await.until("it is counted", () -> gateway.metric(timeouts) == 1);
    assertServes();
  }

  @Test
  void theRequestsTimeIsLimitedToo() {
    gateway.reload(YAML.formatted("15s"));
    RawClient client = gateway.connect().get("/");
    client.readToHead();
    for (int i = 0; i < 2; i++) {
      clock.advance(Duration.ofSeconds(8));
      on(reply -> reply.write(text("b")));
    }
    client.readRest();
    Await.until("it is over", () -> completed.get() == 1);
    assertServes();
  }
}
