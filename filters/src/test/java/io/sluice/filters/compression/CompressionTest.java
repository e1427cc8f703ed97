package io.sluice.filters.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.ResponseBodyFilter;
import io.sluice.gateway.api.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CompressionTest {
  private static final byte[] BODY =
      "a body that repeats. ".repeat(200).getBytes(StandardCharsets.UTF_8);

  private final ResponseBodyFilter filter = filter(List.of(Algorithm.GZIP), 0);

  private static ResponseBodyFilter filter(List<Algorithm> algorithms, int level) {
    return (ResponseBodyFilter)
        new CompressionFactory()
            .create(
                new CompressionConfig(
                    algorithms, List.of("text/*", "*+json"), new ByteSize(1024), level),
                FakeExchange.context());
  }

  /** A GET that accepts gzip, answered 200 with 4,200 bytes of text. */
  private static FakeExchange exchange() {
    FakeExchange exchange =
        new FakeExchange()
            .request("Accept-Encoding", "gzip, br, zstd")
            .response("Content-Type", "text/plain")
            .response("Content-Length", "4200");
    exchange.status(200);
    return exchange;
  }

  private static FakeExchange with(String field, String value) {
    FakeExchange exchange = exchange();
    exchange.responseHeaders().set(field, value);
    return exchange;
  }

  private FakeExchange head(FakeExchange exchange) throws Exception {
    assertThat(filter.onRequest(exchange)).isEqualTo(Verdict.CONTINUE);
    assertThat(filter.onResponse(exchange)).isEqualTo(Verdict.CONTINUE);
    return exchange;
  }

  private void assertUntouched(FakeExchange exchange) throws Exception {
    ByteBuf chunk = Unpooled.wrappedBuffer(BODY);
    assertThat(filter.onResponseBody(exchange, chunk, true)).isSameAs(chunk);
    filter.onComplete(exchange);
    assertThat(exchange.responseHeaders().contains("content-encoding", "gzip", true)).isFalse();
  }

  @SuppressWarnings("ReferenceEquality") // the same buffer, or another one to release
  private static byte[] send(
      ResponseBodyFilter filter, FakeExchange exchange, ByteBuf chunk, boolean last)
      throws Exception {
    ByteBuf out = filter.onResponseBody(exchange, chunk, last);
    assertThat(chunk.refCnt()).as("borrowed").isEqualTo(1);
    byte[] bytes = ByteBufUtil.getBytes(out);
    if (out != chunk) {
      out.release();
    }
    chunk.release();
    return bytes;
  }

  @Test
  void compressesAndSaysSo() throws Exception {
    FakeExchange exchange = head(exchange().response("Accept-Ranges", "bytes"));
    assertThat(exchange.responseHeader("content-encoding")).isEqualTo("gzip");
    assertThat(exchange.responseHeader("vary")).isEqualTo("accept-encoding");
    assertThat(exchange.responseHeader("content-length")).isNull();
    assertThat(exchange.responseHeader("accept-ranges")).isNull();
    byte[] sent = send(filter, exchange, Unpooled.copiedBuffer(BODY), true);
    assertThat(sent).hasSizeLessThan(200);
    assertThat(Decoding.whole(Algorithm.GZIP, sent)).isEqualTo(BODY);
    filter.onComplete(exchange);
    assertThat(exchange.heldBytes()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void clientReadsTheSameBodyHoweverItIsCutUp(Algorithm algorithm) throws Exception {
    ResponseBodyFilter filter = filter(List.of(algorithm), 0);
    Random random = new Random(5);
    for (int round = 0; round < 30; round++) {
      byte[] body = EncoderTest.sample(random, 1 + random.nextInt(150_000));
      FakeExchange exchange = with("content-length", Integer.toString(body.length));
      if (body.length < 1024 || random.nextBoolean()) {
        exchange.responseHeaders().remove("content-length");
      }
      filter.onRequest(exchange);
      filter.onResponse(exchange);
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      for (int at = 0, to; at < body.length; at = to) {
        to = Math.min(body.length, at + random.nextInt(30_000));
        sent.write(send(filter, exchange, chunk(random, body, at, to), false));
      }
      sent.write(send(filter, exchange, Unpooled.buffer(0), true));
      assertThat(Decoding.whole(algorithm, sent.toByteArray())).isEqualTo(body);
      filter.onComplete(exchange);
      assertThat(exchange.heldBytes()).isZero();
    }
  }

  private static ByteBuf chunk(Random random, byte[] body, int from, int to) {
    return switch (random.nextInt(3)) {
      case 0 -> Unpooled.directBuffer(to - from).writeBytes(body, from, to - from);
      case 1 -> Unpooled.copiedBuffer(body, from, to - from).asReadOnly();
      default -> parts(random, body, from, to);
    };
  }

  private static ByteBuf parts(Random random, byte[] body, int from, int to) {
    CompositeByteBuf parts = Unpooled.compositeBuffer();
    for (int at = from, end; at < to; at = end) {
      end = Math.min(to, at + 1 + random.nextInt(8_000));
      parts.addComponent(true, Unpooled.copiedBuffer(body, at, end - at));
    }
    return parts;
  }

  /** Server-sent events: unknown length, long pauses. */
  @ParameterizedTest
  @EnumSource
  void pieceOfALiveStreamIsReadableAtOnce(Algorithm algorithm) throws Exception {
    ResponseBodyFilter filter = filter(List.of(algorithm), 0);
    FakeExchange exchange = with("content-type", "text/event-stream");
    exchange.responseHeaders().remove("content-length");
    filter.onRequest(exchange);
    filter.onResponse(exchange);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    StringBuilder said = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      String event = "data: event " + i + "\n\n";
      said.append(event);
      sent.write(
          send(filter, exchange, Unpooled.copiedBuffer(event, StandardCharsets.UTF_8), false));
      assertThat(Decoding.soFar(algorithm, sent.toByteArray()))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo(said.toString());
    }
    filter.onComplete(exchange); // the client has gone
    assertThat(exchange.heldBytes()).isZero();
  }

  /** What the RFC says against it; the others are compressed. */
  @ParameterizedTest(name = "{0} of RFC 9110: {1}")
  @CsvSource({
    "section 15.2.2 (no body), 101, false",
    "section 15.3.5 (no body), 204, false",
    "section 15.3.6 (no body), 205, false",
    "section 15.3.7 (ranges of the stored form), 206, false",
    "section 15.4.5 (no body), 304, false",
    "nothing, 200, true",
    "nothing, 201, true",
    "nothing, 404, true",
    "nothing, 500, true",
  })
  void compressesStatusesWithAWholeBody(String section, int status, boolean compressed)
      throws Exception {
    FakeExchange exchange = exchange();
    exchange.status(status);
    head(exchange);
    assertThat(exchange.responseHeader("content-encoding")).isEqualTo(compressed ? "gzip" : null);
    assertThat(exchange.responseHeader("vary")).isEqualTo(compressed ? "accept-encoding" : null);
    if (!compressed) {
      assertUntouched(exchange);
    }
    filter.onComplete(exchange);
  }

  @ParameterizedTest(name = "{0}: {1}: {2}")
  @CsvSource({
    "RFC 9110 section 8.4, content-encoding, br",
    "RFC 9110 section 8.4, content-encoding, gzip",
    "RFC 9110 section 8.4, content-encoding, 'identity, gzip'",
    "RFC 9110 section 8.3, content-type, image/png",
    "RFC 9110 section 14.4, content-range, bytes 0-99/4200",
    "RFC 9111 section 5.2.2.6, cache-control, no-transform",
    "RFC 9111 section 5.2.2.6, cache-control, 'max-age=60, No-Transform'",
    "RFC 9530 section 2, content-digest, sha-256=:AAAA:",
    "RFC 9530 section 3, repr-digest, sha-256=:AAAA:",
    "RFC 9530 section 6.4, trailer, 'x, Content-Digest'",
    "RFC 3230 section 4.3.2, digest, sha-256=AAAA",
    "RFC 1864, content-md5, AAAA",
    "min_size, content-length, 1023",
    "min_size, content-length, 0",
  })
  void leavesWhatIsNoCandidateWithoutVary(String why, String field, String value) throws Exception {
    FakeExchange exchange = head(with(field, value));
    assertThat(exchange.responseHeader("vary")).isNull();
    ByteBuf chunk = Unpooled.wrappedBuffer(BODY);
    assertThat(filter.onResponseBody(exchange, chunk, true)).isSameAs(chunk);
    assertThat(exchange.responseHeader(field)).isEqualTo(value);
  }

  /** RFC 9110 section 8.4: the codings of all lines are one list. */
  @Test
  void leavesWhatALaterLineSaysIsEncoded() throws Exception {
    FakeExchange exchange = with("content-encoding", "identity");
    assertUntouched(head(exchange.response("Content-Encoding", "br")));
  }

  /** What is sent varies although this client, by what it says, gets it as it is. */
  @ParameterizedTest(name = "{0}: {1}: {2}")
  @CsvSource({
    "RFC 9110 section 12.5.3, accept-encoding, ''",
    "RFC 9110 section 12.5.3, accept-encoding, identity",
    "RFC 9110 section 12.5.3, accept-encoding, 'gzip;q=0'",
    "RFC 9110 section 12.5.3, accept-encoding, '*;q=0'",
    "RFC 9110 section 12.5.3, accept-encoding, 'identity;q=0'",
    "RFC 9111 section 5.2.1.6, cache-control, no-transform",
  })
  void candidateVariesThoughItsClientGetsItAsItIs(String why, String field, String value)
      throws Exception {
    FakeExchange exchange = exchange();
    exchange.requestHeaders().set(field, value);
    assertUntouched(head(exchange));
    assertThat(exchange.responseHeader("vary")).isEqualTo("accept-encoding");
    assertThat(exchange.responseHeader("content-length")).isEqualTo("4200");
  }

  @Test
  void leavesAResponseWithoutAType() throws Exception {
    FakeExchange exchange = exchange();
    exchange.responseHeaders().remove("content-type");
    assertUntouched(head(exchange));
  }

  @Test
  void candidateVariesEvenWhenItsClientAcceptsNothing() throws Exception {
    FakeExchange exchange = exchange().response("Vary", "cookie").response("ETag", "\"v1\"");
    exchange.requestHeaders().remove("accept-encoding");
    assertUntouched(head(exchange));
    assertThat(exchange.responseHeaderLines("vary")).containsExactly("cookie", "accept-encoding");
    assertThat(exchange.responseHeader("etag")).isEqualTo("\"v1\"");
  }

  @Test
  void identityIsNoEncoding() throws Exception {
    FakeExchange exchange = head(with("content-encoding", "identity"));
    assertThat(exchange.responseHeaderLines("content-encoding")).containsExactly("gzip");
    filter.onComplete(exchange);
  }

  @ParameterizedTest
  @CsvSource({"'\"v1\"', 'W/\"v1\"'", "'W/\"v1\"', 'W/\"v1\"'"})
  void strongEntityTagBecomesWeak(String before, String after) throws Exception {
    FakeExchange exchange = head(with("etag", before));
    assertThat(exchange.responseHeader("etag")).isEqualTo(after);
    filter.onComplete(exchange);
  }

  @ParameterizedTest
  @CsvSource({
    "'W/\"v1\"', 'W/\"v1\"', accept-encoding",
    "'\"v0\", W/\"v1\"', 'W/\"v1\"', accept-encoding",
    "'\"v1\"', '\"v1\"', ",
    "'W/\"v10\"', '\"v1\"', ",
  })
  void notModifiedNamesTheTagThatTheClientHolds(String asked, String tag, String vary)
      throws Exception {
    FakeExchange exchange = with("etag", "\"v1\"").request("If-None-Match", asked);
    exchange.status(304);
    assertUntouched(head(exchange));
    assertThat(exchange.responseHeader("etag")).isEqualTo(tag);
    assertThat(exchange.responseHeader("vary")).isEqualTo(vary);
  }

  @Test
  void headHasTheHeadOfGet() throws Exception {
    FakeExchange exchange = head(exchange().method("HEAD").response("ETag", "\"v1\""));
    assertThat(exchange.responseHeader("content-encoding")).isEqualTo("gzip");
    assertThat(exchange.responseHeader("vary")).isEqualTo("accept-encoding");
    assertThat(exchange.responseHeader("etag")).isEqualTo("W/\"v1\"");
    assertThat(exchange.responseHeader("content-length")).isNull();
    filter.onComplete(exchange);
  }

  @Test
  void clientIsHeardBeforeALaterFilterTakesItsFieldOut() throws Exception {
    FakeExchange exchange = exchange();
    filter.onRequest(exchange);
    exchange.requestHeaders().remove("accept-encoding");
    filter.onResponse(exchange);
    assertThat(exchange.responseHeader("content-encoding")).isEqualTo("gzip");
    filter.onComplete(exchange);
  }

  @Test
  void serverPrefersInTheOrderOfTheConfig() throws Exception {
    ResponseBodyFilter filter = filter(List.of(Algorithm.ZSTD, Algorithm.BR, Algorithm.GZIP), 0);
    FakeExchange exchange = exchange();
    filter.onRequest(exchange);
    filter.onResponse(exchange);
    assertThat(exchange.responseHeader("content-encoding")).isEqualTo("zstd");
    filter.onComplete(exchange);
  }

  @Test
  void encoderThatFailsLeavesNothingBehind() throws Exception {
    ResponseBodyFilter filter = filter(List.of(Algorithm.ZSTD), 0);
    FakeExchange exchange = exchange();
    filter.onRequest(exchange);
    filter.onResponse(exchange);
    send(filter, exchange, Unpooled.copiedBuffer(BODY, 0, 100), false);
    ByteBuf tooEarly = Unpooled.buffer(0); // 4,200 bytes were announced
    assertThatThrownBy(() -> filter.onResponseBody(exchange, tooEarly, true))
        .isInstanceOf(ZstdException.class);
    assertThat(tooEarly.refCnt()).isEqualTo(1);
    assertThat(exchange.heldBytes()).isZero();
    filter.onComplete(exchange);
  }

  @Test
  void completesWithoutARequestOrAResponse() throws Exception {
    filter.onComplete(new FakeExchange());
    FakeExchange refused = exchange();
    filter.onRequest(refused);
    filter.onComplete(refused);
    FakeExchange aborted = head(exchange());
    filter.onComplete(aborted);
    filter.onComplete(aborted);
  }

  @ParameterizedTest
  @CsvSource({
    "GZIP, 0, 'algorithms[1]: gzip (expected: each algorithm once)'",
    "BR, 9, 'level: 9 (expected: 0 to 6 with br)'",
  })
  void refusesWhatItCannotDo(Algorithm second, int level, String message) {
    assertThatThrownBy(() -> filter(List.of(Algorithm.GZIP, second), level)).hasMessage(message);
  }
}
