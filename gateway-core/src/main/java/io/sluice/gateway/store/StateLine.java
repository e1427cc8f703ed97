package io.sluice.gateway.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One line of a state file: the CRC32C of its text in eight hexadecimal digits, a blank, the text,
 * a line feed.
 */
final class StateLine {
  private static final int HEAD = 9;

  private final byte @Nullable [] text;
  private final long length;

  private StateLine(byte @Nullable [] text, long length) {
    this.text = text;
    this.length = length;
  }

  /** Null when the line is not whole: without an end, or with another checksum. */
  byte @Nullable [] text() {
    return text;
  }

  /** Bytes that it takes in the file, its end included. */
  long length() {
    return length;
  }

  /** The bytes of a line. */
  static byte[] of(byte[] text) {
    byte[] line = new byte[HEAD + text.length + 1];
    byte[] head = sum(text, 0, text.length).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(head, 0, line, 0, head.length);
    line[HEAD - 1] = ' ';
    System.arraycopy(text, 0, line, HEAD, text.length);
    line[line.length - 1] = '\n';
    return line;
  }

  private static String sum(byte[] bytes, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, length);
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  /**
   * The next line.
   *
   * @param in buffered; read to the line's end
   * @return null when there is none
   */
  static @Nullable StateLine read(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      if (out.size() > StateText.MOST_BYTES) {
        throw new IOException("a line of more than " + StateText.MOST_BYTES + " bytes");
      }
      out.write(next);
      next = in.read();
    }
    byte[] line = out.toByteArray();
    boolean whole =
        next == '\n'
            && line.length > HEAD
            && line[HEAD - 1] == ' '
            && sum(line, HEAD, line.length - HEAD)
                .equals(new String(line, 0, HEAD - 1, StandardCharsets.US_ASCII));
    return new StateLine(
        whole ? Arrays.copyOfRange(line, HEAD, line.length) : null,
        line.length + (next == '\n' ? 1 : 0));
  }
}
