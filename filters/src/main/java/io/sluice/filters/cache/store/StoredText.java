package io.sluice.filters.cache.store;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Text as bytes: its length with a bit for how wide a character is, in one to five bytes, then the
 * characters, of one byte where all fit, else of two. Any text comes back as it was, also one that
 * UTF-8 cannot hold: keys must not become alike. Reading more than there is throws {@link
 * IndexOutOfBoundsException}, and what cannot be {@link IllegalArgumentException}.
 */
final class StoredText {
  private StoredText() {}

  static void write(CharSequence text, ByteBuf out) {
    int length = text.length();
    int wide = isWide(text) ? 1 : 0;
    writeVariable(((long) length << 1) | wide, out);
    if (wide == 0) {
      out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    } else {
      for (int i = 0; i < length; i++) {
        out.writeChar(text.charAt(i));
      }
    }
  }

  /** Whether there is a character that no field can have. */
  static boolean isWide(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return true;
      }
    }
    return false;
  }

  static String read(ByteBuf in) {
    long head = readVariable(in);
    long length = head >> 1;
    boolean wide = (head & 1) != 0;
    if (length > in.readableBytes() / (wide ? 2 : 1)) {
      throw new IndexOutOfBoundsException();
    }
    if (!wide) {
      return in.readCharSequence((int) length, StandardCharsets.ISO_8859_1).toString();
    }
    char[] text = new char[(int) length];
    for (int i = 0; i < text.length; i++) {
      text[i] = in.readChar();
    }
    return new String(text);
  }

  static void writeAll(List<String> texts, ByteBuf out) {
    writeLength(texts.size(), out);
    for (int i = 0; i < texts.size(); i++) {
      write(texts.get(i), out);
    }
  }

  static List<String> readAll(ByteBuf in) {
    int length = readLength(in);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      texts.add(read(in));
    }
    return List.copyOf(texts);
  }

  static void writeLength(int length, ByteBuf out) {
    writeVariable(length, out);
  }

  /** How many texts follow: no more than bytes. */
  static int readLength(ByteBuf in) {
    long length = readVariable(in);
    if (length > in.readableBytes()) {
      throw new IndexOutOfBoundsException();
    }
    return (int) length;
  }

  /** Seven bits a byte, the lowest first. */
  private static void writeVariable(long value, ByteBuf out) {
    long left = value;
    for (; left > 0x7f; left >>>= 7) {
      out.writeByte((int) (left & 0x7f) | 0x80);
    }
    out.writeByte((int) left);
  }

  private static long readVariable(ByteBuf in) {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte next = in.readByte();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a length of more than five bytes");
  }
}
