package io.sluice.filters.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.filters.cache.rules.Fields;
import io.sluice.filters.cache.rules.Vary;
import io.sluice.gateway.http.WireHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredCodecTest {
  private static final CacheKey KEY = new CacheKey("1:r5:https1:a-1:/1:f--1:x");

  @Test
  void whatIsWrittenIsWhatIsRead() {
    for (int seed = 0; seed < 5_000; seed++) {
      StoredRecord record = Records.random(new SplittableRandom(seed));
      byte[] bytes = Records.bytes(record);
      assertThat(Records.text(Records.read(bytes))).as("seed %d", seed).isEqualTo(text(record));
    }
  }

  private static String text(StoredRecord record) {
    return Records.text(record);
  }

  @Test
  void aResponseComesBackWithItsBody() {
    StoredResponse kept =
        Responses.of("Cache-Control: max-age=9, no-cache|Cache-Tag: a, b|Vary: X|B: 1", "body");
    ByteBuf body = Objects.requireNonNull(kept.body());
    StoredHead head = StoredHead.of(KEY.text(), kept, 5, StoredBody.plain(body));
    body.release();
    StoredHead read = (StoredHead) Objects.requireNonNull(Records.read(Records.bytes(head)));
    StoredResponse back = read.with(Responses.memory("body"));
    assertThat(read.place()).isEqualTo(KEY.text());
    assertThat(read.keptUntil()).isEqualTo(5);
    assertThat(read.body().length()).isEqualTo(4);
    assertThat(Responses.sent(back)).isEqualTo(Responses.sent(kept)).contains("B: 1");
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.terms()).isEqualTo(kept.terms());
    assertThat(back.tags()).containsExactly("a", "b");
    assertThat(back.vary()).isEqualTo(kept.vary());
    assertThat(back.freshness()).isEqualTo(kept.freshness());
    assertThat(Responses.text(back)).isEqualTo("body");
    kept.release();
    back.release();
  }

  @Test
  void whatStandsBehindARecordIsLeft() {
    byte[] bytes = Records.bytes(Records.head(new SplittableRandom(1)));
    ByteBuf in = Unpooled.wrappedBuffer(new byte[3], bytes, new byte[] {1, 2}).skipBytes(3);
    ByteBuf flat = Unpooled.copiedBuffer(in);
    assertThat(StoredCodec.length(flat)).isEqualTo(bytes.length);
    assertThat(StoredCodec.decode(flat)).isNotNull();
    assertThat(flat.readableBytes()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, StoredCodec.VERSION + 1, 255})
  void anotherVersionIsNotRead(int version) {
    byte[] bytes = Records.bytes(Records.head(new SplittableRandom(1)));
    bytes[4] = (byte) version;
    assertThat(Records.read(Records.summed(bytes))).isNull();
    assertThat(StoredCodec.length(Unpooled.wrappedBuffer(bytes))).isNegative();
    bytes[4] = StoredCodec.VERSION;
    assertThat(Records.read(Records.summed(bytes))).isNotNull();
  }

  @Test
  void bytesAreThoseOfThisVersion() {
    StoredVariants record = new StoredVariants("k", 2, new Vary(List.of("b"), false), 3);
    String hex = HexFormat.of().formatHex(Records.bytes(record));
    assertThat(hex)
        .isEqualTo(
            "534c43520202"
                + "00000015"
                + hex.substring(20, 28)
                + "026b"
                + at(2)
                + at(3)
                + "010262");
  }

  private static String at(long value) {
    return HexFormat.of().toHexDigits(value);
  }

  /** Of a writer that is not this one: its checksums are right. */
  @ParameterizedTest
  @ValueSource(chars = {'\r', '\n', '\0', '\u007f', '\u010a'})
  void noFieldGetsInThatBreaksAMessage(char c) {
    assertThat(Records.read(withField("Aaa", "a" + c + "b"))).isNull();
    assertThat(Records.read(withField("Aa" + c, "abc"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length", "transfer-encoding", "Connection", "Age", "", "a b"})
  void noFieldGetsInThatIsNotKept(String name) {
    assertThat(Records.read(withField(name, "abc"))).isNull();
  }

  @Test
  void otherFieldsGetIn() {
    StoredRecord read = Records.read(withField("Name", "abc"));
    assertThat(Records.text(read)).contains("[Name=abc]");
  }

  /** A head whose one field is written over, without a look at it. */
  private static byte[] withField(String name, String value) {
    StoredHead head = Records.head(new SplittableRandom(1));
    byte[] bytes = Records.bytes(with(head, new WireHeaders()));
    ByteBuf out = Unpooled.buffer();
    out.writeBytes(bytes, 0, bytes.length - 1); // the number of fields is its last byte
    StoredText.writeLength(1, out);
    StoredText.write(name, out);
    StoredText.write(value, out);
    out.setInt(6, out.readableBytes() - StoredCodec.PREFIX);
    byte[] written = new byte[out.readableBytes()];
    out.readBytes(written);
    return Records.summed(written);
  }

  private static StoredHead with(StoredHead head, WireHeaders fields) {
    return new StoredHead(
        head.place(),
        head.keptUntil(),
        head.status(),
        fields,
        head.terms(),
        head.freshness(),
        head.tags(),
        head.askedAfter(),
        head.body());
  }

  /** A length that is a lie costs nothing. */
  @Test
  void lengthsBeyondTheEndAreRefused() {
    byte[] bytes = Records.bytes(Records.head(new SplittableRandom(1)));
    for (int at = StoredCodec.PREFIX; at + 5 <= bytes.length; at++) {
      byte[] lying = Arrays.copyOf(bytes, bytes.length);
      ByteBuffer.wrap(lying, at, 5).put(new byte[] {-1, -1, -1, -1, 0x0f});
      StoredRecord read = Records.read(Records.summed(lying)); // or it is no length there
      assertThat(read == null || Records.bytes(read).length == bytes.length).isTrue();
    }
    ByteBuffer.wrap(bytes).putInt(6, Integer.MAX_VALUE);
    assertThat(StoredCodec.length(Unpooled.wrappedBuffer(bytes))).isGreaterThan(Integer.MAX_VALUE);
    assertThat(Records.read(bytes)).isNull();
  }

  @Test
  void keysThatAreTornPairsStayApart() {
    StoredVariants one = new StoredVariants("\ud800", 2, Vary.of(Fields.of("Vary: a")), 3);
    StoredRecord read = Objects.requireNonNull(Records.read(Records.bytes(one)));
    assertThat(read.place()).isEqualTo("\ud800").isNotEqualTo("?");
  }

  @Test
  void variantsAreOutOfReachOfAnotherRecord() {
    Vary vary = Vary.of(Fields.of("Vary: A"));
    StoredVariants one = StoredVariants.of(KEY, 1, vary);
    StoredVariants other = StoredVariants.of(KEY, 1, vary);
    WireHeaders request = Fields.of("A: 1");
    String place = one.placeOf(KEY, request);
    assertThat(place).isNotEqualTo(other.placeOf(KEY, request));
    assertThat(place).isEqualTo(one.until(9).placeOf("1:x" + vary.valuesOf(request)));
    assertThat(place).isNotEqualTo(one.placeOf(KEY, Fields.of("A: 2")));
    CacheKey version = new CacheKey(KEY.address() + "1:y");
    assertThat(place).isNotEqualTo(one.placeOf(version, request));
  }

  @Test
  void theChecksumIsThatOfTheBytes() {
    ByteBuf text = Unpooled.copiedBuffer("123456789", StandardCharsets.US_ASCII);
    assertThat(StoredBody.checksum(text)).isEqualTo(0xe3069283); // RFC 3720 B.4's polynomial
    ByteBuf parts =
        Unpooled.wrappedBuffer(
            "1234".getBytes(StandardCharsets.US_ASCII),
            "56789".getBytes(StandardCharsets.US_ASCII));
    assertThat(StoredBody.checksum(parts)).isEqualTo(0xe3069283);
  }

  @Test
  void aPlainBodyIsAsLongAsItIs() {
    assertThatThrownBy(() -> new StoredBody(1, false, 2, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StoredBody(-1, true, 2, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
