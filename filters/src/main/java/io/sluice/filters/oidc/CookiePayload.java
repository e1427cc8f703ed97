package io.sluice.filters.oidc;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What stands in a cookie before it is sealed: numbers, and texts with their length in front. */
final class CookiePayload {
  private CookiePayload() {}

  /** Writes. */
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(bytes);

    Writer number(long value) {
      try {
        out.writeLong(value);
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Text; null is another one than the empty one. */
    Writer text(@Nullable String value) {
      try {
        byte[] utf8 = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8 == null ? -1 : utf8.length);
        if (utf8 != null) {
          out.write(utf8);
        }
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    byte[] done() {
      return bytes.toByteArray();
    }
  }

  /** Reads; what is not there is a {@link BufferUnderflowException}. */
  static final class Reader {
    private final ByteBuffer in;

    Reader(byte[] bytes) {
      in = ByteBuffer.wrap(bytes);
    }

    long number() {
      return in.getLong();
    }

    @Nullable String optionalText() {
      int length = in.getInt();
      if (length == -1) {
        return null;
      }
      if (length < 0 || length > in.remaining()) {
        throw new BufferUnderflowException();
      }
      String text = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
      in.position(in.position() + length);
      return text;
    }

    String text() {
      String text = optionalText();
      if (text == null) {
        throw new BufferUnderflowException();
      }
      return text;
    }

    boolean isDone() {
      return !in.hasRemaining();
    }
  }
}
