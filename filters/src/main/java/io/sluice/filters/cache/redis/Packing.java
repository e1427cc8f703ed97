package io.sluice.filters.cache.redis;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.filters.cache.store.StoredResponse;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Makes bodies smaller where that pays. Takes long: not for an event loop. */
final class Packing {
  private static final int LEAST = 1024; // bytes

  private Packing() {}

  /** Whether it may pay: text, and not packed by the origin. Quick; any thread. */
  static boolean mayPay(StoredResponse response) {
    String type = response.field(HttpHeaderNames.CONTENT_TYPE);
    return response.length() >= LEAST
        && type != null
        && response.field(HttpHeaderNames.CONTENT_ENCODING) == null
        && isText(type.toLowerCase(Locale.ROOT));
  }

  private static boolean isText(String type) {
    return type.startsWith("text/")
        || type.contains("json")
        || type.contains("xml")
        || type.contains("javascript");
  }

  /**
   * The body as zlib writes it, or null when that is not smaller by a tenth.
   *
   * @param body borrowed
   */
  static byte @Nullable [] deflated(ByteBuf body) {
    int length = body.readableBytes();
    byte[] out = new byte[length - length / 10];
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(body.nioBuffer());
      deflater.finish();
      int count = 0;
      while (!deflater.finished() && count < out.length) {
        count += deflater.deflate(out, count, out.length - count);
      }
      return deflater.finished() ? Arrays.copyOf(out, count) : null;
    } finally {
      deflater.end();
    }
  }

  /**
   * Writes out what was deflated; false when it is not that, or not as long as {@code to} has room.
   *
   * @param to as long as the body is said to be: no more is written, whatever it holds
   */
  static boolean inflate(ByteBuffer packed, ByteBuffer to) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      while (!inflater.finished() && to.hasRemaining()) {
        if (inflater.inflate(to) == 0 && !inflater.finished()) {
          return false; // it wants more, or a dictionary
        }
      }
      if (!inflater.finished()) { // its sum may be still to be read
        inflater.inflate(ByteBuffer.allocate(1));
      }
      return inflater.finished() && !to.hasRemaining() && inflater.getRemaining() == 0;
    } catch (DataFormatException corrupt) {
      return false;
    } finally {
      inflater.end();
    }
  }
}
