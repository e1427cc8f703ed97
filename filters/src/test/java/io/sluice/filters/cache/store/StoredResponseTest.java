package io.sluice.filters.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.filters.cache.rules.Fields;
import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.ResponseDirectives;
import io.sluice.gateway.http.WireHeaders;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredResponseTest {

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "9111 3.1; Date: today|X-New: 1|Content-Type: a/b; Date: today|X-New: 1|Content-Type: a/b",
        "9111 3.1; Link: a|Server: x|Link: b; Link: a|Server: x|Link: b",
        "9111 3.1; Connection: close|A: 1; A: 1",
        "9111 3.1; Keep-Alive: 5|TE: a|Upgrade: b|Transfer-Encoding: chunked|A: 1; A: 1",
        "9111 3.1; Proxy-Connection: close|A: 1; A: 1",
        "9111 3.1; Proxy-Authenticate: Basic|Proxy-Authentication-Info: a|A: 1; A: 1",
        "9111 3.1; Proxy-Authorization: Basic|A: 1; A: 1",
        "9111 3.1; WWW-Authenticate: Basic|A: 1; WWW-Authenticate: Basic|A: 1",
        "9111 5.1; AGE: 5|A: 1; A: 1",
        "9110 6.6.2; Trailer: x|A: 1; A: 1",
        "9110 8.6; Content-Length: 5|A: 1; A: 1",
        "9111 7.3; Set-Cookie: a=b|Set-Cookie2: c|A: 1; A: 1",
        "9111 7.3; Cache-Control: public|Set-Cookie: a=b; Cache-Control: public",
        "9111 5.2.2.4; Cache-Control: no-cache=\"a, b\"|A: 1|B: 2|C: 3; Cache-Control: no-cache=\"a, b\"|C: 3",
        "9111 5.2.2.7; Cache-Control: private=\"A\"|a: 1|C: 3; Cache-Control: private=\"A\"|C: 3",
      })
  void allFieldsAreKeptButThoseThatMustNotBe(String section, String received, String kept) {
    StoredResponse response = Responses.of(received, "");
    assertThat(Responses.sent(response)).isEqualTo(kept);
  }

  /** RFC 9111 section 3.2; what a 304 leaves out stays. */
  @ParameterizedTest(name = "{0}; 304 with {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "A: 1|B: 2; A: 3; B: 2|A: 3",
        "A: 1|A: 2; a: 3; a: 3",
        "A: 1; A: 2|A: 3; A: 2|A: 3",
        "A: 1; C: 2; A: 1|C: 2",
        "Date: then; Date: now; Date: now",
        "Cache-Control: max-age=1; Cache-Control: max-age=9; Cache-Control: max-age=9",
        "Content-Type: text/plain; Content-Type: text/html; Content-Type: text/html",
        "Content-Location: /a; Content-Location: /b; Content-Location: /b",
        "Content-Encoding: gzip|A: 1; Content-Encoding: br; Content-Encoding: gzip|A: 1",
        "A: 1; Content-Encoding: br|Content-Range: bytes 0-1/2; A: 1",
        "A: 1; Content-Length: 0|Age: 7|Connection: close|Transfer-Encoding: chunked; A: 1",
        "A: 1; Proxy-Authenticate: Basic|Keep-Alive: 5; A: 1",
        "A: 1; Set-Cookie: a=b; A: 1",
        "Cache-Control: public; Set-Cookie: a=b; Cache-Control: public",
        "A: 1; Cache-Control: private=\"a\"; Cache-Control: private=\"a\"",
        "ETag: W/\"a\"; ETag: \"a\"; ETag: \"a\"",
        "ETag: \"a\"; ETag: \"b\"; ETag: \"a\"",
        "A: 1; ETag: \"b\"; A: 1|ETag: \"b\"",
      })
  void whatTheOriginSaysOfAVersionThatHoldsReplacesWhatItSaid(
      String stored, String notModified, String after) {
    StoredResponse old = Responses.of(stored, "body");
    WireHeaders fields = old.fieldsAfter(Fields.of(notModified));
    Freshness fresh = new Freshness(9, 0, 9);
    StoredResponse updated = old.updated(fields, ResponseDirectives.of(fields), fresh, 7);
    assertThat(updated).isNotNull();
    Objects.requireNonNull(updated);
    assertThat(Responses.sent(updated)).isEqualTo(after);
    assertThat(updated.freshness()).isEqualTo(fresh);
    assertThat(Responses.sent(old)).isEqualTo(Responses.sent(Responses.of(stored, "")));
    old.release();
    assertThat(Responses.text(updated)).isEqualTo("body"); // which both have
    updated.release();
    assertThat(updated.body()).isNull();
  }

  @Test
  void saysWhatCountsLater() {
    StoredResponse response =
        Responses.of(
            "ETag: \"a\"|Vary: B|Cache-Tag: a b,c,,a|Surrogate-Key: d  c|Link: 1|Link: 2|Cache-Control: no-cache, s-maxage=1,"
                + " stale-while-revalidate=2, stale-if-error=3",
            "body");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.validators().etag()).isEqualTo("\"a\"");
    assertThat(response.vary().names()).containsExactly("b");
    assertThat(response.terms().noCache()).isTrue();
    assertThat(response.terms().shared()).isTrue();
    assertThat(response.terms().staleWhileRevalidate()).isEqualTo(2);
    assertThat(response.terms().staleIfError()).isEqualTo(3);
    assertThat(response.tags()).containsExactly("a b", "c", "a", "d");
    assertThat(response.field("cache-tag")).isNull(); // nobody's business but a cache's
    assertThat(response.length()).isEqualTo(4);
    assertThat(response.field("etag")).isEqualTo("\"a\"");
    assertThat(response.fieldLines("LINK")).isEqualTo(List.of("1", "2"));
    response.release();
  }

  @Test
  void bodyIsServedWithoutACopyAndInParts() {
    ByteBuf memory = Responses.memory("0123456789");
    StoredResponse response = Responses.of("", memory);
    ByteBuf one = response.body();
    assertThat(one)
        .isNotNull()
        .asInstanceOf(type(ByteBuf.class))
        .returns(10, ByteBuf::readableBytes);
    assertThat(memory.refCnt()).isEqualTo(2);
    Objects.requireNonNull(one).skipBytes(5); // of which another reader sees nothing
    assertThat(Responses.text(response)).isEqualTo("0123456789");
    assertThat(Responses.text(response.body(2, 3))).isEqualTo("234");
    one.release();
    response.release();
    assertThat(memory.refCnt()).isZero();
  }

  @Test
  void whoReadsKeepsTheMemoryAndWhoComesLaterGetsNone() {
    StoredResponse response = Responses.of("", "body");
    ByteBuf reading = response.body();
    response.release();
    response.release(); // once is enough
    assertThat(Responses.text(reading)).isEqualTo("body");
    assertThat(response.body()).isNull();
    assertThat(response.body(0, 1)).isNull();
    assertThat(response.ended(0)).isNull();
    assertThat(response.updated(Fields.of(""), said(""), Responses.FRESH, 0)).isNull();
  }

  @Test
  void endedResponseIsStaleOnTheSameBody() {
    StoredResponse response = Responses.of("A: 1", "body");
    StoredResponse ended = Objects.requireNonNull(response.ended(1_000));
    response.release();
    assertThat(response.freshness().left(1_000)).isEqualTo(59_000);
    assertThat(ended.freshness().left(1_000)).isZero();
    assertThat(Responses.sent(ended)).isEqualTo("A: 1");
    assertThat(Responses.text(ended)).isEqualTo("body");
    ended.release();
  }

  @Test
  void emptyBodyTakesNoMemory() {
    ByteBuf memory = Unpooled.directBuffer(64);
    StoredResponse response = Responses.of("", memory);
    assertThat(memory.refCnt()).isZero();
    assertThat(response.length()).isZero();
    assertThat(Responses.text(response)).isEmpty();
  }

  @Test
  void memoryThatTheBodyDoesNotNeedIsGivenBack() {
    ByteBuf memory = Unpooled.directBuffer(1 << 16).writeBytes(new byte[1000]);
    StoredResponse response = Responses.of("", memory);
    assertThat(memory.capacity()).isEqualTo(1000);
    assertThat(response.weight()).isBetween(1500L, 2000L);
    response.release();
  }

  @Test
  void memoryIsNotMovedWhileOthersReadIt() {
    ByteBuf memory = Unpooled.directBuffer(1 << 16).writeBytes(new byte[1000]);
    ByteBuf reader = memory.retainedDuplicate();
    StoredResponse response = Responses.of("", memory);
    assertThat(memory.capacity()).isEqualTo(1 << 16);
    assertThat(response.weight()).isGreaterThan(1 << 16);
    reader.release();
    response.release();
  }

  @Test
  void weighsItsFieldsToo() {
    StoredResponse small = Responses.of("A: 1", "");
    StoredResponse large = Responses.of("A: 1|B: " + "x".repeat(1000), "");
    assertThat(large.weight() - small.weight()).isBetween(1000L, 1200L);
  }

  private static ResponseDirectives said(String lines) {
    return ResponseDirectives.of(Fields.of(lines));
  }
}
