package io.sluice.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.GatewayError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of some bytes, however they were portioned.
 *
 * @param result all that was read, as text; null when it was refused or is not complete
 * @param error what it was refused with, or null
 * @param rest bytes behind the message; of a refused one nothing can be said
 */
record Parsed(@Nullable String result, @Nullable GatewayError error, String rest) {
  static final HeadLimits LIMITS = new HeadLimits(8 << 10, 32 << 10, 128);

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The portions of {@code message} cut at each of {@code cuts}, in order. */
  static List<byte[]> cut(byte[] message, int... cuts) {
    List<byte[]> portions = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      portions.add(java.util.Arrays.copyOfRange(message, from, cut));
      from = cut;
    }
    portions.add(java.util.Arrays.copyOfRange(message, from, message.length));
    return portions;
  }

  /** Each byte by itself. */
  static List<byte[]> bytewise(byte[] message) {
    List<byte[]> portions = new ArrayList<>();
    for (byte b : message) {
      portions.add(new byte[] {b});
    }
    return portions;
  }

  static Parsed request(List<byte[]> portions) {
    return head(new RequestParser(LIMITS), portions, Parsed::describe);
  }

  static Parsed response(List<byte[]> portions) {
    return head(new ResponseParser(LIMITS), portions, Parsed::describe);
  }

  private interface Description<H> {
    String of(H head);
  }

  private static <H> Parsed head(
      HeadParser<H> parser, List<byte[]> portions, Description<H> description) {
    String result = null;
    StringBuilder rest = new StringBuilder();
    for (byte[] portion : portions) {
      ByteBuf in = Unpooled.wrappedBuffer(portion);
      if (result == null && parser.error() == null) {
        H head = parser.parse(in);
        if (head != null) {
          result = description.of(head);
        }
      }
      rest.append(in.toString(StandardCharsets.ISO_8859_1));
      in.release();
    }
    GatewayError error = parser.error();
    return new Parsed(result, error, error == null ? rest.toString() : "");
  }

  private static String describe(RequestHead head) {
    return String.join(
        "|",
        head.method(),
        head.target(),
        "1." + head.minorVersion(),
        head.authority(),
        "length " + head.length(),
        head.keepAlive() ? "keep" : "close",
        head.expectsContinue() ? "expects" : "-",
        head.headers().toString());
  }

  private static String describe(ResponseHead head) {
    return String.join(
        "|",
        Integer.toString(head.status()),
        "length " + head.bodyLength("GET"),
        head.keepAlive() ? "keep" : "close",
        head.headers().toString());
  }

  /** A body of that length; a result stands for a complete one. */
  static Parsed body(long length, List<byte[]> portions) {
    BodyReader reader = new BodyReader();
    reader.begin(length);
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    StringBuilder rest = new StringBuilder();
    for (byte[] portion : portions) {
      ByteBuf in = Unpooled.wrappedBuffer(portion);
      while (in.isReadable() && !reader.done() && reader.error() == null) {
        ByteBuf piece = reader.read(in);
        if (piece != null) {
          payload.writeBytes(io.netty.buffer.ByteBufUtil.getBytes(piece));
          piece.release();
        }
      }
      rest.append(in.toString(StandardCharsets.ISO_8859_1));
      in.release();
    }
    GatewayError error = reader.error();
    String read = text(payload.toByteArray()) + "|" + reader.trailers();
    boolean whole = reader.done() || reader.endsWithConnection();
    return new Parsed(
        error == null && !whole ? null : read, error, error == null ? rest.toString() : "");
  }
}
