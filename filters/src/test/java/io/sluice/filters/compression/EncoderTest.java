package io.sluice.filters.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sluice.filters.compression.Encoder.Step;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every algorithm's encoder must do. */
class EncoderTest {

  @BeforeAll
  static void loadNativeParts() {
    for (Algorithm algorithm : Algorithm.values()) {
      assertThat(algorithm.whyUnavailable()).as(algorithm.token).isNull();
    }
  }

  /** Text-like, with runs that cannot be compressed. */
  static byte[] sample(Random random, int length) {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      int run = Math.min(length - at, 1 + random.nextInt(300));
      boolean noise = random.nextInt(4) == 0;
      for (int i = 0; i < run; i++) {
        bytes[at++] = (byte) (noise ? random.nextInt(256) : 'a' + i % 7);
      }
    }
    return bytes;
  }

  private static ByteBuffer buffer(Random random, byte[] bytes, int from, int to) {
    return switch (random.nextInt(3)) {
      case 0 -> ByteBuffer.wrap(bytes, from, to - from);
      case 1 -> ByteBuffer.wrap(bytes, from, to - from).asReadOnlyBuffer();
      default -> ByteBuffer.allocateDirect(to - from).put(bytes, from, to - from).flip();
    };
  }

  private static byte[] encode(
      Random random, Algorithm algorithm, byte[] body, boolean lengthKnown, int level)
      throws Exception {
    ByteBuf out = Unpooled.directBuffer(16);
    try (Encoder encoder = algorithm.open(level, lengthKnown ? body.length : -1)) {
      int at = 0;
      while (at < body.length && random.nextInt(12) != 0) {
        int to = Math.min(body.length, at + random.nextInt(40_000));
        ByteBuffer in = buffer(random, body, at, to);
        encoder.encode(in, out, random.nextBoolean() ? Step.PROCESS : Step.FLUSH);
        assertThat(in.hasRemaining()).isFalse();
        at = to;
      }
      encoder.encode(buffer(random, body, at, body.length), out, Step.FINISH);
    }
    byte[] compressed = ByteBufUtil.getBytes(out);
    out.release();
    return compressed;
  }

  @ParameterizedTest
  @EnumSource
  void standardDecoderReadsBackWhatWasPutIn(Algorithm algorithm) throws Exception {
    Random random = new Random(42);
    for (int round = 0; round < 60; round++) {
      byte[] body = sample(random, round < 4 ? round : random.nextInt(400_000));
      int level = 1 + random.nextInt(6);
      byte[] compressed = encode(random, algorithm, body, random.nextBoolean(), level);
      assertThat(Arrays.equals(Decoding.whole(algorithm, compressed), body))
          .as("round %d: %d bytes", round, body.length)
          .isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void flushGivesOutAllThatWasPutIn(Algorithm algorithm) throws Exception {
    Random random = new Random(43);
    byte[] body = sample(random, 300_000);
    ByteBuf out = Unpooled.buffer();
    try (Encoder encoder = algorithm.open(algorithm.defaultLevel, -1)) {
      for (int at = 0, to; at < body.length; at = to) {
        to = Math.min(body.length, at + 1 + random.nextInt(60_000));
        encoder.encode(buffer(random, body, at, to), out, Step.FLUSH);
        byte[] read = Decoding.soFar(algorithm, ByteBufUtil.getBytes(out));
        assertThat(read.length).isEqualTo(to);
        assertThat(Arrays.equals(read, 0, to, body, 0, to)).isTrue();
      }
    }
    out.release();
  }

  /** A full buffer must not be taken for the end of the output, nor for a second flush. */
  @ParameterizedTest
  @EnumSource
  void outputOfAnySizeIsGivenOutWhole(Algorithm algorithm) throws Exception {
    Random random = new Random(44);
    for (int length = 900; length < 1_200; length++) {
      byte[] noise = new byte[length];
      random.nextBytes(noise);
      ByteBuf out = Unpooled.directBuffer(1_024);
      try (Encoder encoder = algorithm.open(1, -1)) {
        encoder.encode(ByteBuffer.wrap(noise), out, Step.FLUSH);
        assertThat(out.readableBytes()).isLessThan(length + 64);
        encoder.encode(ByteBuffer.wrap(noise), out, Step.FINISH);
      }
      byte[] read = Decoding.whole(algorithm, ByteBufUtil.getBytes(out));
      assertThat(Arrays.equals(read, 0, length, noise, 0, length)).isTrue();
      assertThat(Arrays.equals(read, length, 2 * length, noise, 0, length)).isTrue();
      out.release();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyLevelWorks(Algorithm algorithm) throws Exception {
    byte[] body = sample(new Random(45), 5_000);
    for (int level = 1; level <= algorithm.maxLevel; level++) {
      byte[] compressed = encode(new Random(level), algorithm, body, true, level);
      assertThat(Decoding.whole(algorithm, compressed)).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @EnumSource
  void mayBeClosedTwiceAndAtAnyPointAndRefusesWorkThen(Algorithm algorithm) throws Exception {
    for (int calls = 0; calls < 3; calls++) {
      Encoder encoder = algorithm.open(1, -1);
      ByteBuf out = Unpooled.buffer();
      for (int i = 0; i < calls; i++) {
        encoder.encode(ByteBuffer.wrap(new byte[10_000]), out, Step.PROCESS);
      }
      encoder.close();
      encoder.close();
      assertThatThrownBy(() -> encoder.encode(ByteBuffer.allocate(1), out, Step.FLUSH))
          .isInstanceOf(RuntimeException.class);
      out.release();
    }
  }

  /** RFC 1952 section 2.3. */
  @Test
  void gzipMemberHasHeaderChecksumAndLength() throws Exception {
    byte[] body = sample(new Random(46), 100_000);
    byte[] member = encode(new Random(47), Algorithm.GZIP, body, false, 6);
    assertThat(member).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
    CRC32 checksum = new CRC32();
    checksum.update(body);
    ByteBuf trailer = Unpooled.wrappedBuffer(member, member.length - 8, 8);
    assertThat(trailer.readUnsignedIntLE()).isEqualTo(checksum.getValue());
    assertThat(trailer.readUnsignedIntLE()).isEqualTo(body.length);
  }
}
