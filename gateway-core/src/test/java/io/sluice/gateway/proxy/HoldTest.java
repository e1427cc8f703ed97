package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.RequestBodyFilter;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A filter holds bodies back for a time: they come late, and whole. */
class HoldTest {
  private static final String YAML =
      """
      routes:
        - id: marker
          match: { path: { prefix: /marker } }
          upstream: origin
          timeout: { request: 1s }
        - id: all
          upstream: origin
          filters: [ { name: slow } ]
          %s
      upstreams:
        - { id: origin, targets: [ { address: "${origin}" } ] }
      overload: { max_event_loop_lag: 0s } # the clock leaps
      """;

  private final CountDownLatch go = new CountDownLatch(1);
  private final ManualTicker clock = new ManualTicker();
  private final AtomicLong requestSeen = new AtomicLong();
  private final AtomicLong responseSeen = new AtomicLong();
  private final StubOrigin origin = StubOrigin.answering(200, "ok");
  private volatile long holdRequest = -1; // nanoseconds after each piece; -1 = no hold
  private volatile long holdResponse = -1;
  private volatile boolean local;
  private volatile boolean collect;
  private StubOrigin.Handler answers = (request, connection) -> connection.answer(200, "ok");
  private TestGateway gateway = start("");

  private class Slow implements RequestBodyFilter, ResponseBodyFilter {
    @Override
    public Verdict onRequest(Exchange exchange) {
      if (!collect) {
        return Verdict.CONTINUE;
      }
      exchange.holdRequestBody(TimeUnit.SECONDS.toNanos(1));
      exchange.bufferRequestBody(
          1 << 20,
          whole -> {
            requestSeen.addAndGet(whole.readableBytes());
            exchange.resume();
          });
      return Verdict.PAUSE;
    }

    @Override
    public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
      requestSeen.addAndGet(chunk.readableBytes());
      if (holdRequest >= 0 && chunk.isReadable()) {
        exchange.holdRequestBody(holdRequest);
      }
      return chunk;
    }

    @Override
    public ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) {
      responseSeen.addAndGet(chunk.readableBytes());
      if (holdResponse >= 0 && chunk.isReadable()) {
        exchange.holdResponseBody(holdResponse);
      }
      return chunk;
    }
  }

  /** Stands behind: its answer passes the one that holds. */
  private class Answering implements RequestBodyFilter {
    @Override
    public Verdict onRequest(Exchange exchange) {
      if (!local) {
        return Verdict.CONTINUE;
      }
      exchange.reply(200, null, Unpooled.copiedBuffer("local", StandardCharsets.US_ASCII));
      return Verdict.DONE;
    }

    @Override
    public ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) {
      return chunk;
    }
  }

  private TestGateway start(String options) {
    String yaml =
        YAML.formatted(options).replace("{ name: slow }", "{ name: slow }, { name: answers }");
    return TestGateway.of(yaml)
        .origins(origin)
        .filter(FixedFilter.of("slow", new Slow()))
        .filter(FixedFilter.of("answers", new Answering()))
        .clock(clock)
        .start();
  }

  private void restart(String options) {
    gateway.close();
    gateway = start(options);
  }

  private void answer(StubOrigin.Handler handler) {
    answers = handler;
    origin.answer(handler);
  }

  @AfterEach
  void close() {
    go.countDown();
    Await.until("none is left", () -> gateway.metric("sluice_inflight{route=\"all\"}") == 0);
    gateway.close();
    origin.close();
    assertThat(origin.violations()).isEmpty();
  }

  /** What is held back is the way to the origin. */
  @Test
  void filterThatAsksForTheWholeRequestGetsItDuringAHold() {
    collect = true;
    String body = text(300_000);
    RawClient client = gateway.connect();
    client.send(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    Await.until("all is collected", () -> requestSeen.get() == body.length());
    clock.advance(Duration.ofMillis(1100));

    assertThat(client.read().status()).isEqualTo(200);
  }

  private static String text(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; text.length() < length; i++) {
      text.append(i).append(',');
    }
    return text.substring(0, length);
  }

  private static String chunked(String text, int size) {
    StringBuilder all = new StringBuilder();
    for (int from = 0; from < text.length(); from += size) {
      String piece = text.substring(from, Math.min(text.length(), from + size));
      all.append(Integer.toHexString(piece.length())).append("\r\n").append(piece).append("\r\n");
    }
    return all + "0\r\nX-End: yes\r\n\r\n";
  }

  /** Lets time go on, until what is awaited has come. */
  private void ticking() {
    Thread ticks =
        new Thread(
            () -> {
              try {
                while (go.getCount() > 0) {
                  clock.advance(Duration.ofMillis(50));
                  TimeUnit.MILLISECONDS.sleep(1);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    ticks.setDaemon(true);
    ticks.start();
  }

  private static long millis(long count) {
    return TimeUnit.MILLISECONDS.toNanos(count);
  }

  /** Lets so much time pass, at least a second; the gateway has noticed when it returns. */
  private void pass(Duration time) {
    StubOrigin.Handler before = answers;
    answer((request, connection) -> connection.awaitEnd());
    RawClient marker = gateway.connect().get("/marker");
    Await.until("it is asked", () -> origin.takeRequest().target().equals("/marker"));
    clock.advance(time);
    assertThat(marker.read().status()).isEqualTo(504);
    answer(before);
  }

  // ---- whole and in order

  @ParameterizedTest
  @CsvSource({"3, 100000", "1000, 300000", "70000, 300000", "1, 2000"})
  void aRequestComesWholeAndInOrder(int piece, int length) {
    restart("timeout: { request: 0s, idle: 0s }"); // the clock is ahead of a busy machine
    holdRequest = millis(20);
    ticking();
    String body = text(length);
    RawClient client = gateway.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n" + body);
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(origin.takeRequest().text()).isEqualTo(body);
    client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send(chunked(body.substring(0, length / 10), piece));
    assertThat(client.read().status()).isEqualTo(200);
    ReceivedRequest second = origin.takeRequest();
    assertThat(second.text()).isEqualTo(body.substring(0, length / 10));
    assertThat(second.trailers().first("x-end")).isEqualTo("yes");
  }

  @ParameterizedTest
  @CsvSource({"3, 100000", "1000, 300000", "70000, 300000", "1, 2000"})
  void aResponseComesWholeAndInOrder(int piece, int length) {
    restart("timeout: { request: 0s, idle: 0s }"); // the clock is ahead of a busy machine
    holdResponse = millis(20);
    ticking();
    String body = text(length);
    answer((request, connection) -> connection.answer(200, body));
    RawClient client = gateway.connect();
    assertThat(client.get("/").read().text()).isEqualTo(body);
    String shorter = body.substring(0, length / 10);
    answer(
        (request, connection) ->
            connection.send(
                "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(shorter, piece)));
    RawResponse second = client.get("/").read();
    assertThat(second.text()).isEqualTo(shorter);
    assertThat(second.trailers().first("x-end")).isEqualTo("yes");
    answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 200 X\r\nConnection: close\r\n\r\n" + shorter);
          connection.close();
        });
    assertThat(client.get("/").read().text()).isEqualTo(shorter);
  }

  @Test
  void noTimeIsNoHold() {
    holdRequest = 0;
    holdResponse = 0;
    RawClient client = gateway.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
    assertThat(client.read().text()).isEqualTo("ok"); // though the clock stands still
  }

  // ---- as long as it says, and no longer

  @Test
  void aResponseGoesOnWhenTheTimeIsOver() {
    holdResponse = millis(1000);
    answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 200 X\r\nContent-Length: 4\r\n\r\nok");
          connection.pause(50);
          connection.send("ay");
        });
    RawClient client = gateway.connect().get("/");
    Await.until("it has come", () -> responseSeen.get() == 2);
    clock.advance(Duration.ofMillis(900));
    client.timeout(Duration.ofMillis(100));
    client.awaitBytes(); // the piece itself is out, the other is not
    assertThat(gateway.metric("sluice_inflight{route=\"all\"}")).isEqualTo(1);
    clock.advance(Duration.ofMillis(200));
    assertThat(client.timeout(Duration.ofSeconds(5)).read().text()).isEqualTo("okay");
  }

  /** A client that has every byte may close, and must not count as gone for that. */
  @Test
  void whatIsOutAsAWholeIsNotHeld() {
    holdResponse = millis(1000);
    RawClient client = gateway.connect();
    assertThat(client.get("/").read().text()).isEqualTo("ok"); // though the clock stands still
    local = true;
    assertThat(client.get("/").read().text()).isEqualTo("local");
    assertThat(gateway.metrics()).doesNotContain("client_closed");
  }

  // ---- memory

  /** What is read of a large body while it is held is what one read brings. */
  @Test
  void aLargeResponseDoesNotPileUp() {
    holdResponse = millis(1000);
    String body = text(20 << 20);
    AtomicLong sent = new AtomicLong();
    answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 200 X\r\nContent-Length: " + body.length() + "\r\n\r\n");
          for (int from = 0; from < body.length(); from += 1 << 16) {
            connection.send(body.substring(from, from + (1 << 16)));
            sent.set(from);
          }
        });
    RawClient client = gateway.connect().get("/");
    Await.until("it has come", () -> responseSeen.get() > 0);
    awaitStandstill(sent);
    assertThat(responseSeen.get()).isLessThan(1 << 20);
    assertThat(sent.get()).isLessThan(15 << 20); // sockets' buffers take some
    holdResponse = -1;
    clock.advance(Duration.ofSeconds(2));
    assertThat(client.read().text()).hasSize(body.length());
  }

  @Test
  void aLargeRequestDoesNotPileUp() throws Exception {
    holdRequest = millis(1000);
    String body = text(20 << 20);
    AtomicLong sent = new AtomicLong();
    RawClient client = gateway.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n");
    Thread sender =
        new Thread(
            () -> {
              for (int from = 0; from < body.length(); from += 1 << 16) {
                client.send(body.substring(from, from + (1 << 16)));
                sent.set(from);
              }
            });
    sender.start();
    Await.until("it has come", () -> requestSeen.get() > 0);
    awaitStandstill(sent);
    assertThat(requestSeen.get()).isLessThan(1 << 20);
    assertThat(sent.get()).isLessThan(15 << 20);
    holdRequest = -1;
    clock.advance(Duration.ofSeconds(2));
    sender.join(5000);
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(origin.takeRequest().text()).isEqualTo(body);
  }

  private static void awaitStandstill(AtomicLong count) {
    long[] last = {-1, System.nanoTime()};
    Await.until(
        "it stands still",
        () -> {
          long now = System.nanoTime();
          if (count.get() != last[0]) {
            last[0] = count.get();
            last[1] = now;
          }
          return now - last[1] > millis(200);
        });
  }

  // ---- others' times

  /** Nobody is slow whom the gateway itself holds up. */
  @Test
  void theIdleTimeDoesNotRunDuringAHold() {
    restart("timeout: { idle: 1s, request: 0s }");
    holdResponse = millis(10_000);
    String body = text(200_000);
    answer((request, connection) -> connection.answer(200, body));
    RawClient client = gateway.connect().get("/");
    Await.until("it has come", () -> responseSeen.get() > 0);
    pass(Duration.ofSeconds(9));
    holdResponse = -1;
    clock.advance(Duration.ofSeconds(2));
    assertThat(client.read().text()).isEqualTo(body);
  }

  @Test
  void theClientsTimeDoesNotRunDuringAHoldOfItsBody() {
    restart("timeout: { idle: 1s, request: 0s }");
    holdRequest = millis(100_000);
    String body = text(500_000);
    RawClient client = gateway.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n");
    client.send(body.substring(0, 100_000));
    Await.until("the origin is asked", () -> origin.requests().size() == 1);
    pass(Duration.ofSeconds(90));
    holdRequest = -1;
    clock.advance(Duration.ofSeconds(11));
    client.send(body.substring(100_000));
    assertThat(client.read().status()).isEqualTo(200);
    assertThat(origin.takeRequest().text()).isEqualTo(body);
  }

  @Test
  void theDeadlineEndsAHold() {
    restart("timeout: { request: 5s }");
    holdRequest = millis(60_000);
    RawClient client = gateway.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel");
    Await.until("it has come", () -> requestSeen.get() == 3);
    clock.advance(Duration.ofSeconds(6));
    assertThat(client.read().problem()).isEqualTo("request_timeout");
  }

  @Test
  void theDeadlineBreaksOffAResponseThatIsHeld() {
    restart("timeout: { request: 5s }");
    holdResponse = millis(60_000);
    answer((request, connection) -> connection.answer(200, text(200_000)));
    RawClient client = gateway.connect().get("/").awaitBytes();
    clock.advance(Duration.ofSeconds(6));
    assertThatThrownBy(client::read).isInstanceOf(AssertionError.class);
  }

  // ---- others' ends

  @Test
  void aClientThatLeavesEndsTheHold() {
    holdResponse = millis(60_000);
    RawClient client = gateway.connect().get("/");
    Await.until("it has come", () -> responseSeen.get() == 2);
    client.reset();
  }

  @Test
  void aClientThatLeavesInTheMiddleOfItsBodyEndsTheHold() {
    holdRequest = millis(60_000);
    RawClient client = gateway.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n").send("hel");
    Await.until("it has come", () -> requestSeen.get() == 3);
    client.send("lo").reset();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOriginThatAnswersEarlyIsHeardDuringAHold(boolean keepsConnection) {
    holdRequest = millis(60_000);
    origin.answerEarly(
        (request, connection) -> {
          Await.until("the body is held", () -> requestSeen.get() == 3);
          connection.answer(403, keepsConnection ? "" : "Connection: close\r\n", "no");
          if (!keepsConnection) {
            connection.close();
          }
        });
    RawClient client = gateway.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n").send("hel");
    assertThat(client.read().status()).isEqualTo(403);
  }

  @Test
  void anOriginThatBreaksDuringAHoldIsNoWholeResponse() {
    holdResponse = millis(60_000);
    answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nhalf");
          Await.until("it is held", () -> responseSeen.get() == 4);
          connection.reset();
        });
    RawClient client = gateway.connect().get("/");
    Await.until("it is held", () -> responseSeen.get() == 4);
    holdResponse = -1;
    clock.advance(Duration.ofSeconds(61));
    assertThatThrownBy(client::read).isInstanceOf(AssertionError.class);
  }
}
