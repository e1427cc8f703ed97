package io.sluice.gateway.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1.1 messages and forgives nothing: what a gateway sends must be right to the letter,
 * or two readers could see two different messages in it.
 */
final class WireReader {
  /** Length of a chunked body. */
  static final long CHUNKED = -1;

  /** Length of a body that ends with the connection. */
  static final long UNTIL_CLOSE = -2;

  private static final int MOST_HEAD_BYTES = 1 << 20;

  private final BufferedInputStream in;

  WireReader(InputStream in) {
    this.in = new BufferedInputStream(in, 16 << 10);
  }

  /** The lines of a head and its bytes. */
  static final class Head {
    final String startLine;
    final Fields fields;
    private final byte[] raw;

    Head(String startLine, Fields fields, byte[] raw) {
      this.startLine = startLine;
      this.fields = fields;
      this.raw = raw;
    }

    byte[] raw() {
      return raw;
    }
  }

  /** A body and its trailers. */
  static final class Body {
    final Fields trailers;
    private final byte[] bytes;

    Body(byte[] bytes, Fields trailers) {
      this.bytes = bytes;
      this.trailers = trailers;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /** The next head, or null when the connection ended in front of it. */
  @Nullable Head head() throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      return null;
    }
    in.reset();
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    String startLine = line(raw);
    return new Head(startLine, fields(raw), raw.toByteArray());
  }

  /** Reads a body of {@code length} bytes, {@link #CHUNKED} or {@link #UNTIL_CLOSE}. */
  Body body(long length) throws IOException {
    if (length == CHUNKED) {
      return chunked();
    }
    if (length == UNTIL_CLOSE) {
      return new Body(in.readAllBytes(), Fields.NONE);
    }
    return new Body(exactly(length), Fields.NONE);
  }

  /** Everything up to the end of the connection. */
  byte[] rest() throws IOException {
    return in.readAllBytes();
  }

  /** Whether the connection has ended: waits for a byte, and leaves it for the next read. */
  boolean atEnd() throws IOException {
    in.mark(1);
    int next = in.read();
    in.reset();
    return next < 0;
  }

  /** Length of a message's body by its framing fields, or {@code otherwise} without one. */
  static long length(Fields fields, long otherwise) throws IOException {
    List<String> lengths = fields.all("content-length");
    List<String> codings = fields.all("transfer-encoding");
    if (lengths.size() + codings.size() > 1) {
      throw new MalformedMessageException("framing said twice: " + lengths + " " + codings);
    }
    if (!codings.isEmpty()) {
      if (!codings.get(0).equals("chunked")) {
        throw new MalformedMessageException("transfer-encoding: " + codings.get(0));
      }
      return CHUNKED;
    }
    return lengths.isEmpty() ? otherwise : number(lengths.get(0), 10);
  }

  private Body chunked() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    while (true) {
      long size = number(line(raw), 16);
      if (size == 0) {
        return new Body(body.toByteArray(), fields(raw));
      }
      body.write(exactly(size));
      if (in.read() != '\r' || in.read() != '\n') {
        throw new MalformedMessageException("no CRLF after a chunk of " + size);
      }
    }
  }

  private byte[] exactly(long length) throws IOException {
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw new EOFException(
          "the connection ended after " + bytes.length + " of " + length + " bytes of body");
    }
    return bytes;
  }

  private Fields fields(ByteArrayOutputStream raw) throws IOException {
    List<Fields.Field> fields = new ArrayList<>();
    for (String line = line(raw); !line.isEmpty(); line = line(raw)) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon);
      if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
        throw new MalformedMessageException("field line '" + line + "'");
      }
      fields.add(new Fields.Field(name, line.substring(colon + 1).strip()));
    }
    return new Fields(fields);
  }

  private String line(ByteArrayOutputStream raw) throws IOException {
    StringBuilder line = new StringBuilder();
    while (raw.size() < MOST_HEAD_BYTES) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the connection ended in a line: '" + line + "'");
      }
      raw.write(b);
      if (b == '\r') {
        int next = in.read();
        raw.write(next);
        if (next != '\n') {
          throw new MalformedMessageException("bare CR after '" + line + "'");
        }
        return line.toString();
      }
      if ((b < ' ' && b != '\t') || b == 0x7f) {
        throw new MalformedMessageException("control character " + b + " after '" + line + "'");
      }
      line.append((char) b);
    }
    throw new MalformedMessageException("a head of more than " + MOST_HEAD_BYTES + " bytes");
  }

  private static long number(String digits, int radix) throws IOException {
    String pattern = radix == 16 ? "[0-9a-fA-F]{1,9}" : "[0-9]{1,10}";
    if (!digits.matches(pattern)) {
      throw new MalformedMessageException("length '" + digits + "'");
    }
    long value = Long.parseLong(digits, radix);
    if (value > Integer.MAX_VALUE - 8) {
      throw new MalformedMessageException("length " + value + " (more than the test kit holds)");
    }
    return value;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
