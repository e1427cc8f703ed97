package io.sluice.filters.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.sluice.filters.fake.ChainTester;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Fields;
import io.sluice.gateway.testkit.FilterResult;
import io.sluice.gateway.testkit.FilterTester;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionEndToEndTest {
  private static final String ALL = "algorithms: [gzip, br, zstd]";
  private static final String TEXT = "Content-Type: text/plain\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\n" + TEXT;
  private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String LONG = "a body that repeats. ".repeat(200);

  /** How an origin says where its body ends. */
  enum Framing {
    SIZED,
    CHUNKED,
    UNTIL_CLOSE;

    void send(StubConnection to, byte[] body, Random random) throws IOException {
      to.send(
          switch (this) {
            case SIZED -> OK + "Content-Length: " + body.length + "\r\n\r\n";
            case CHUNKED -> CompressionEndToEndTest.CHUNKED;
            case UNTIL_CLOSE -> OK + "Connection: close\r\n\r\n";
          });
      for (int at = 0, next; at < body.length; at = next) {
        next = Math.min(body.length, at + 1 + random.nextInt(20_000));
        if (this == CHUNKED) {
          to.send(Integer.toHexString(next - at) + "\r\n");
        }
        to.send(Arrays.copyOfRange(body, at, next));
        if (this == CHUNKED) {
          to.send("\r\n");
        }
      }
      if (this == CHUNKED) {
        to.send("0\r\nX-Sum: 1\r\n\r\n");
      } else if (this == UNTIL_CLOSE) {
        to.close();
      }
    }
  }

  private static FilterTester tester(String config) {
    return FilterTester.of(new CompressionFactory(), config);
  }

  private static String get(String coding) {
    return "GET / HTTP/1.1\r\nHost: test\r\nAccept-Encoding: " + coding + "\r\n\r\n";
  }

  private static String token(Algorithm algorithm) {
    return algorithm.name().toLowerCase(Locale.ROOT);
  }

  @ParameterizedTest
  @CsvSource({
    "GZIP, SIZED", "GZIP, CHUNKED", "GZIP, UNTIL_CLOSE",
    "BR, SIZED", "BR, CHUNKED", "BR, UNTIL_CLOSE",
    "ZSTD, SIZED", "ZSTD, CHUNKED", "ZSTD, UNTIL_CLOSE",
  })
  void clientReadsWhatTheOriginSentAndTheConnectionGoesOn(Algorithm algorithm, Framing framing) {
    Random random = new Random(7);
    try (FilterTester tester = tester(ALL)) {
      RawClient client = tester.gateway().connect();
      for (int length : new int[] {1_024, 16_384, 100_000, 1_500_000}) {
        byte[] body = EncoderTest.sample(random, length);
        tester.origin().answer((request, to) -> framing.send(to, body, random));
        RawResponse response = client.send(get(token(algorithm))).read();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().all("content-encoding")).containsExactly(token(algorithm));
        assertThat(response.headers().all("transfer-encoding")).containsExactly("chunked");
        assertThat(response.headers().has("content-length")).isFalse();
        assertThat(response.header("vary")).isEqualToIgnoringCase("accept-encoding");
        assertThat(Decoding.whole(algorithm, response.body())).isEqualTo(body);
        assertThat(response.trailers().first("x-sum"))
            .isEqualTo(framing == Framing.CHUNKED ? "1" : null);
      }
    }
  }

  @Test
  void oldClientGetsABodyThatEndsWithItsConnection() {
    try (FilterTester tester = tester("")) {
      tester.origin().answer((request, to) -> to.answer(200, TEXT, LONG));
      RawClient client = tester.gateway().connect();
      RawResponse response =
          client.send("GET / HTTP/1.0\r\nHost: test\r\nAccept-Encoding: gzip\r\n\r\n").read();
      assertThat(response.headers().has("transfer-encoding")).isFalse();
      assertThat(Decoding.whole(Algorithm.GZIP, response.body())).asString().isEqualTo(LONG);
    }
  }

  @Test
  void headHasTheFieldsOfGetAndNoBody() {
    try (FilterTester tester = tester("")) {
      tester
          .origin()
          .answer(
              (request, to) -> {
                String date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
                String fields = "ETag: \"v1\"\r\nContent-Length: " + LONG.length() + "\r\n\r\n";
                to.send(OK + date + fields + (request.method().equals("HEAD") ? "" : LONG));
              });
      RawClient client = tester.gateway().connect();
      RawResponse head = client.send(get("gzip").replace("GET", "HEAD")).readToHead();
      RawResponse whole = client.send(get("gzip")).read();
      assertThat(head.header("content-encoding")).isEqualTo("gzip");
      assertThat(head.header("etag")).isEqualTo("W/\"v1\"");
      for (Fields.Field field : whole.headers()) {
        if (!field.name().equalsIgnoreCase("transfer-encoding")) { // RFC 9112 6.1: may be left out
          assertThat(head.headers().all()).contains(field);
        }
      }
      assertThat(Decoding.whole(Algorithm.GZIP, whole.body())).asString().isEqualTo(LONG);
    }
  }

  @Test
  void notModifiedKeepsTheTagThatTheClientHolds() {
    try (FilterTester tester = tester("")) {
      tester.origin().answer((request, to) -> to.answer(304, TEXT + "ETag: \"v1\"\r\n", ""));
      RawClient client = tester.gateway().connect();
      String ask = get("gzip").replace("\r\n\r\n", "\r\nIf-None-Match: W/\"v1\"\r\n\r\n");
      for (int i = 0; i < 2; i++) {
        RawResponse response = client.send(ask).read();
        assertThat(response.status()).isEqualTo(304);
        assertThat(response.header("etag")).isEqualTo("W/\"v1\"");
        assertThat(response.headers().has("content-encoding")).isFalse();
      }
      assertThat(tester.origin().takeRequest().headers().first("if-none-match"))
          .isEqualTo("W/\"v1\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void emptyBodyOfUnknownLengthIsAnEmptyStream(Algorithm algorithm) {
    try (FilterTester tester = tester(ALL)) {
      tester.origin().answer((request, to) -> to.send(CHUNKED + "0\r\n\r\n"));
      RawClient client = tester.gateway().connect();
      for (int i = 0; i < 2; i++) {
        RawResponse response = client.send(get(token(algorithm))).read();
        assertThat(response.header("content-encoding")).isEqualTo(token(algorithm));
        assertThat(Decoding.whole(algorithm, response.body())).isEmpty();
      }
    }
  }

  @Test
  void bodilessAndShortResponsesStayAsTheyAre() {
    try (FilterTester tester = tester("")) {
      for (int status : new int[] {200, 204, 404}) {
        tester.origin().answer((request, to) -> to.answer(status, TEXT, ""));
        FilterResult result = tester.request("GET", "/").header("accept-encoding", "gzip").send();
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.response().headers().has("content-encoding")).isFalse();
        assertThat(result.response().body()).isEmpty();
      }
    }
  }

  @Test
  void originIsAskedAsTheClientAsked() {
    try (FilterTester tester = tester("")) {
      FilterResult result =
          tester.request("GET", "/").header("accept-encoding", "br;q=0.5, gzip").send();
      assertThat(result.origin().headers().first("accept-encoding")).isEqualTo("br;q=0.5, gzip");
    }
  }

  @Test
  void errorsOfTheGatewayAreShortAndStayPlain() {
    try (FilterTester tester = tester("{ types: [\"*\"] }")) {
      tester.origin().kill();
      FilterResult result = tester.request("GET", "/").header("accept-encoding", "gzip").send();
      assertThat(result.status()).isEqualTo(502);
      assertThat(result.problem()).isEqualTo("connection_refused");
      assertThat(result.response().headers().has("content-encoding")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachPieceOfASlowStreamIsReadableAtOnce(Algorithm algorithm) throws Exception {
    SynchronousQueue<String> events = new SynchronousQueue<>();
    try (FilterTester tester = tester(ALL)) {
      tester
          .origin()
          .answer(
              (request, to) -> {
                to.send(CHUNKED.replace("text/plain", "text/event-stream"));
                for (String event = take(events); !event.isEmpty(); event = take(events)) {
                  to.send(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
                }
                to.send("0\r\n\r\n");
              });
      try (LiveClient client = new LiveClient(tester.gateway().port())) {
        assertThat(client.send(get(token(algorithm))).head())
            .contains("content-encoding: " + token(algorithm));
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < 4; i++) {
          String event = "data: event " + i + "\n\n";
          said.append(event);
          assertThat(events.offer(event, 5, TimeUnit.SECONDS)).isTrue();
          received.write(client.chunk());
          assertThat(Decoding.soFar(algorithm, received.toByteArray()))
              .asString()
              .isEqualTo(said.toString());
        }
        assertThat(events.offer("", 5, TimeUnit.SECONDS)).isTrue();
        received.write(client.chunk());
        assertThat(client.chunk()).isEmpty();
        assertThat(Decoding.whole(algorithm, received.toByteArray()))
            .asString()
            .isEqualTo(said.toString());
      }
    }
  }

  private static String take(SynchronousQueue<String> from) {
    try {
      String next = from.poll(5, TimeUnit.SECONDS);
      return next == null ? "" : next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientThatGoesAwayTakesTheEncoderWithIt(Algorithm algorithm) throws Exception {
    WatchedCompression watched = new WatchedCompression();
    CompletableFuture<Object> originEnded = new CompletableFuture<>();
    try (FilterTester tester = FilterTester.of(watched, ALL)) {
      tester
          .origin()
          .answer(
              (request, to) -> {
                to.send(CHUNKED + "5\r\nhello\r\n");
                originEnded.complete(to.awaitEnd());
              });
      LiveClient client = new LiveClient(tester.gateway().port());
      client.send(get(token(algorithm))).head();
      assertThat(client.chunk()).isNotEmpty();
      client.reset();
      assertThat(watched.nextEnd()).isEqualTo("closed");
      assertThat(originEnded.get(5, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void originThatBreaksOffIsNoEndOfTheStream(Algorithm algorithm) throws Exception {
    WatchedCompression watched = new WatchedCompression();
    try (FilterTester tester = FilterTester.of(watched, ALL)) {
      tester
          .origin()
          .answer(
              (request, to) -> {
                to.send(CHUNKED + "5\r\nhello\r\n");
                to.close();
              });
      RawClient client = tester.gateway().connect().send(get(token(algorithm)));
      assertThatThrownBy(client::read).isInstanceOf(AssertionError.class);
      assertThat(watched.nextEnd()).isEqualTo("closed");
    }
  }

  @Test
  void completeResponseLeavesNoEncoder() throws Exception {
    WatchedCompression watched = new WatchedCompression();
    try (FilterTester tester = FilterTester.of(watched, "")) {
      tester.origin().answer((request, to) -> to.answer(200, TEXT, LONG));
      tester.request("GET", "/").header("accept-encoding", "gzip").send();
      assertThat(watched.nextEnd()).isEqualTo("closed");
      tester.request("GET", "/").send();
      assertThat(watched.nextEnd()).isEqualTo("none opened");
    }
  }

  private static Filter onResponse(Step step) {
    return new Filter() {
      @Override
      public Verdict onResponse(Exchange exchange) {
        return step.run(exchange);
      }
    };
  }

  private interface Step {
    Verdict run(Exchange exchange);
  }

  /** In front of compression, which has opened its encoder and labelled the response by then. */
  @ParameterizedTest
  @ValueSource(strings = {"throws", "fails", "replies"})
  void answerInFrontReplacesTheCompressedOneWholly(String how) throws Exception {
    Step step =
        switch (how) {
          case "throws" ->
              exchange -> {
                throw new IllegalStateException("on purpose");
              };
          case "fails" ->
              exchange -> {
                exchange.fail(
                    GatewayError.gateway(500, "on_purpose").withDetail("x".repeat(3_000)));
                return Verdict.DONE;
              };
          default ->
              exchange -> {
                exchange.reply(
                    500,
                    "text/plain",
                    Unpooled.copiedBuffer("x".repeat(3_000), StandardCharsets.US_ASCII));
                return Verdict.DONE;
              };
        };
    WatchedCompression watched = new WatchedCompression();
    try (ChainTester tester =
        ChainTester.of(
            "- name: front\n- { name: compression, config: { types: [\"*\"] } }",
            FixedFilter.of("front", onResponse(step)),
            watched)) {
      tester.origin().answer((request, to) -> to.answer(200, TEXT, LONG));
      RawClient client = tester.connect();
      for (int i = 0; i < 2; i++) {
        RawResponse response = client.send(get("gzip")).read();
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.headers().has("content-encoding")).isFalse();
        assertThat(response.headers().all("content-length"))
            .containsExactly(Integer.toString(response.body().length));
        assertThat(response.text()).contains(how.equals("throws") ? "filter_error" : "xxx");
        assertThat(watched.nextEnd()).isEqualTo("closed");
      }
    }
  }

  @Test
  void answerBehindIsCompressed() {
    Filter answers =
        new Filter() {
          @Override
          public Verdict onRequest(Exchange exchange) {
            exchange.reply(
                200, "text/plain", Unpooled.copiedBuffer(LONG, StandardCharsets.US_ASCII));
            return Verdict.DONE;
          }
        };
    try (ChainTester tester =
        ChainTester.of("- name: compression\n- name: back", FixedFilter.of("back", answers))) {
      RawClient client = tester.connect();
      for (int i = 0; i < 2; i++) {
        RawResponse response = client.send(get("gzip")).read();
        assertThat(response.header("content-encoding")).isEqualTo("gzip");
        assertThat(Decoding.whole(Algorithm.GZIP, response.body())).asString().isEqualTo(LONG);
      }
      RawResponse head = client.send(get("gzip").replace("GET", "HEAD")).readToHead();
      assertThat(head.header("content-encoding")).isEqualTo("gzip");
      assertThat(client.send(get("identity")).read().text()).isEqualTo(LONG);
    }
  }

  /** The body waits in front of an encoder that is open already. */
  @Test
  void filterInFrontMayPauseTheResponse() throws Exception {
    AtomicReference<Exchange> paused = new AtomicReference<>();
    CompletableFuture<Void> seen = new CompletableFuture<>();
    Step step =
        exchange -> {
          paused.set(exchange);
          seen.complete(null);
          return Verdict.PAUSE;
        };
    try (ChainTester tester =
        ChainTester.of(
            "- name: front\n- name: compression", FixedFilter.of("front", onResponse(step)))) {
      tester.origin().answer((request, to) -> to.answer(200, TEXT, LONG.repeat(50)));
      RawClient client = tester.connect().send(get("gzip"));
      seen.get(5, TimeUnit.SECONDS);
      Exchange exchange = paused.get();
      exchange.executor().execute(exchange::resume);
      assertThat(Decoding.whole(Algorithm.GZIP, client.read().body()))
          .asString()
          .isEqualTo(LONG.repeat(50));
    }
  }

  @Test
  void secondCompressionLeavesTheFirstOnesWorkAlone() {
    try (ChainTester tester =
        ChainTester.of(
            "- { name: compression, config: { algorithms: [br] } }\n"
                + "- { name: compression, config: { algorithms: [gzip] } }")) {
      tester.origin().answer((request, to) -> to.answer(200, TEXT, LONG));
      RawResponse response = tester.connect().send(get("br, gzip")).read();
      assertThat(response.headers().all("content-encoding")).containsExactly("gzip");
      assertThat(Decoding.whole(Algorithm.GZIP, response.body())).asString().isEqualTo(LONG);
    }
  }
}
