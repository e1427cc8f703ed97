package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the tables of rules do not show: ownership, and one body after another. */
class BodyReaderTest {
  private final BodyReader reader = new BodyReader();

  private String read(ByteBuf in) {
    ByteBuf piece = reader.read(in);
    if (piece == null) {
      return null;
    }
    try {
      return piece.toString(StandardCharsets.ISO_8859_1);
    } finally {
      piece.release();
    }
  }

  @Test
  void cutsBodiesOneAfterAnotherOutOfOneBuffer() {
    ByteBuf in = Unpooled.wrappedBuffer(Parsed.bytes("abc2\r\nde\r\n0\r\nt: u\r\n\r\nfg"));
    reader.begin(3);
    assertThat(reader.remaining()).isEqualTo(3);
    assertThat(read(in)).isEqualTo("abc");
    assertThat(reader.done()).isTrue();
    assertThat(read(in)).isNull();

    reader.begin(BodyReader.CHUNKED);
    assertThat(reader.done()).isFalse();
    assertThat(read(in)).isEqualTo("de");
    assertThat(read(in)).isNull();
    assertThat(reader.done()).isTrue();
    assertThat(reader.trailers()).hasToString("[t=u]");

    reader.begin(2);
    assertThat(reader.trailers()).as("of the body before").isNull();
    assertThat(read(in)).isEqualTo("fg");
    assertThat(in.isReadable()).isFalse();
  }

  @Test
  void anEmptyBodyIsDoneAtOnce() {
    reader.begin(0);
    assertThat(reader.done()).isTrue();
    assertThat(reader.remaining()).isZero();
  }

  @Test
  void aBodyThatEndsWithTheConnectionIsNeverDone() {
    reader.begin(BodyReader.UNTIL_CLOSE);
    ByteBuf in = Unpooled.wrappedBuffer(Parsed.bytes("0\r\n\r\n"));
    assertThat(read(in)).isEqualTo("0\r\n\r\n");
    assertThat(reader.done()).isFalse();
    assertThat(reader.endsWithConnection()).isTrue();
  }

  @Test
  void piecesAreSlicesThatKeepTheirBufferAlive() {
    ByteBuf in =
        ByteBufAllocator.DEFAULT.directBuffer().writeBytes(Parsed.bytes("3\r\nabc\r\n0\r\n\r\n"));
    reader.begin(BodyReader.CHUNKED);
    ByteBuf piece = reader.read(in);
    assertThat(in.refCnt()).isEqualTo(2);
    in.release();
    assertThat(piece.toString(StandardCharsets.ISO_8859_1)).isEqualTo("abc");
    assertThat(piece.release()).isTrue();
  }

  @Test
  void tellsHowMuchOfTheChunkIsLeft() {
    reader.begin(BodyReader.CHUNKED);
    ByteBuf in = Unpooled.wrappedBuffer(Parsed.bytes("a\r\nabc"));
    assertThat(read(in)).isEqualTo("abc");
    assertThat(reader.remaining()).isEqualTo(7);
  }

  /** Sizes from a byte to a few thousand, portions likewise: the payload is what was put in. */
  @Test
  void givesBackThePayloadOfRandomChunksInRandomPortions() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      StringBuilder message = new StringBuilder();
      StringBuilder payload = new StringBuilder();
      for (int n = random.nextInt(6); n > 0; n--) {
        String data = "x".repeat(1 + random.nextInt(random.nextBoolean() ? 20 : 3000));
        payload.append(data);
        message.append(Integer.toHexString(data.length())).append(random.nextBoolean() ? ";e" : "");
        message.append("\r\n").append(data).append("\r\n");
      }
      byte[] bytes = Parsed.bytes(message + "0\r\n\r\nrest");
      int[] cuts = random.ints(random.nextInt(5), 0, bytes.length).sorted().toArray();
      Parsed parsed = Parsed.body(BodyReader.CHUNKED, Parsed.cut(bytes, cuts));
      assertThat(parsed).isEqualTo(new Parsed(payload + "|null", null, "rest"));
    }
  }
}
