package io.sluice.gateway.http;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.GatewayError;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message head, line by line, from bytes that arrive in any portions (RFC 9112 2.2, 5).
 *
 * <p>The bytes are copied once into an array that then belongs to the head's {@link WireHeaders};
 * all further work is offsets into it. A line is parsed when its LF has come and never looked at
 * again; the search for the LF goes on where it stopped, so that a head trickled byte by byte costs
 * no more than one that comes whole. Nothing malformed is repaired: the first violation ends the
 * head with an error, at the line where it stands, without waiting for the rest.
 *
 * <p>Confined to a connection. One parser reads one head after another.
 *
 * @param <H> what the head becomes
 */
abstract class HeadParser<H> {
  private static final int FIRST_COPY = 1024;
  private static final int ROOM_FOR_ADDED_FIELDS = 256;
  private static final byte[] EMPTY = new byte[0];

  private HeadLimits limits;
  private final boolean startLineExpected;

  private byte[] bytes = EMPTY;
  private int filled; // bytes copied in
  private int lineStart; // first byte of the line being read
  private int searched; // no LF between lineStart and here
  private int fieldsStart; // first byte after the start line
  private boolean inFields;
  private @Nullable WireHeaders headers;
  private @Nullable GatewayError error;

  HeadParser(HeadLimits limits, boolean startLineExpected) {
    this.limits = limits;
    this.startLineExpected = startLineExpected;
    this.inFields = !startLineExpected;
  }

  /** Replaces the limits, for heads that begin from now on and the rest of one that has begun. */
  public final void limits(HeadLimits replacement) {
    limits = replacement;
  }

  /** Parses the start line in {@code bytes[from, to)}, CRLF excluded. */
  abstract @Nullable GatewayError startLine(byte[] line, int from, int to);

  /** Checks the whole and makes the head. {@link #fail} refuses it. */
  abstract @Nullable H complete(WireHeaders fields);

  /** Whether an empty line before the start line is to be skipped (RFC 9112 2.2). */
  boolean skipsEmptyLine() {
    return false;
  }

  /** What a start line over the limit is refused with. */
  GatewayError startLineTooLong() {
    return WireErrors.REQUEST_LINE_TOO_LONG;
  }

  /** Why the last {@link #parse} gave up, or null. */
  public final @Nullable GatewayError error() {
    return error;
  }

  /** Whether some bytes of a head have come but not all. */
  public final boolean started() {
    return filled > lineStart || headers != null || inFields == startLineExpected;
  }

  final void fail(GatewayError why) {
    error = why;
  }

  /**
   * Takes what it needs of {@code in}.
   *
   * @param in borrowed; its reader index is moved past what was taken
   * @return the head when it is complete; null when more is needed or {@link #error()} says why not
   */
  public final @Nullable H parse(ByteBuf in) {
    while (true) {
      int lineEnd = nextLf();
      if (lineEnd < 0) {
        if (error != null || tooLong(filled) || !fill(in)) {
          return null;
        }
        continue;
      }
      if (tooLong(lineEnd + 1)) {
        return null;
      }
      if (lineEnd == lineStart || bytes[lineEnd - 1] != '\r') {
        return refuse(WireErrors.LINE_END);
      }
      int from = lineStart;
      lineStart = searched = lineEnd + 1;
      if (inFields && lineEnd - 1 == from) {
        in.readerIndex(
            in.readerIndex() - (filled - lineStart)); // bytes after the head are not ours
        return finish();
      }
      GatewayError wrong = inFields ? field(from, lineEnd - 1) : start(from, lineEnd - 1);
      if (wrong != null) {
        return refuse(wrong);
      }
    }
  }

  private @Nullable H refuse(GatewayError why) {
    error = why;
    return null;
  }

  private int nextLf() {
    byte[] b = bytes;
    for (int i = searched; i < filled; i++) {
      if (b[i] == '\n') {
        return i;
      }
    }
    searched = filled;
    return -1;
  }

  /** Copies a portion of {@code in}; false when there is nothing to copy. */
  private boolean fill(ByteBuf in) {
    int portion = Math.min(in.readableBytes(), Math.max(FIRST_COPY, filled));
    if (portion == 0) {
      return false;
    }
    if (filled + portion > bytes.length) {
      bytes = Arrays.copyOf(bytes, filled + portion + ROOM_FOR_ADDED_FIELDS);
      if (headers != null) {
        headers.bytes(bytes, filled);
      }
    }
    in.readBytes(bytes, filled, portion);
    filled += portion;
    return true;
  }

  private boolean tooLong(int end) {
    if (!inFields && end > limits.startLine() + 2) {
      error = startLineTooLong();
    } else if (inFields && end - fieldsStart > limits.fields()) {
      error = WireErrors.HEADERS_TOO_LARGE;
    }
    return error != null;
  }

  private @Nullable GatewayError start(int from, int to) {
    if (from == to && from == 0 && skipsEmptyLine()) {
      return null;
    }
    inFields = true;
    fieldsStart = lineStart;
    return startLine(bytes, from, to);
  }

  private @Nullable GatewayError field(int from, int to) {
    byte[] b = bytes;
    if (Chars.isBlank(b[from])) {
      return WireErrors.OBS_FOLD;
    }
    int hash = 0;
    int at = from;
    for (int folded; at < to && (folded = Chars.tokenFolded(b[at])) != 0; at++) {
      hash = 31 * hash + folded;
    }
    if (at == from || at == to || b[at] != ':') {
      return b[at] == '\r' && at < to ? WireErrors.LINE_END : WireErrors.FIELD_NAME;
    }
    int nameLength = at - from;
    int value = at + 1;
    while (value < to && Chars.isBlank(b[value])) {
      value++;
    }
    int end = to;
    while (end > value && Chars.isBlank(b[end - 1])) {
      end--;
    }
    for (int i = value; i < end; i++) {
      if (!Chars.isFieldValue(b[i])) {
        return b[i] == '\r' ? WireErrors.LINE_END : WireErrors.FIELD_VALUE;
      }
    }
    WireHeaders fields = fields();
    if (fields.size() == limits.count()) {
      return WireErrors.HEADERS_TOO_LARGE;
    }
    fields.addLine(from, nameLength, hash, value, end - value);
    return null;
  }

  private WireHeaders fields() {
    WireHeaders fields = headers;
    if (fields == null) {
      headers = fields = new WireHeaders(bytes, filled);
    }
    return fields;
  }

  private @Nullable H finish() {
    WireHeaders fields = fields();
    fields.bytes(bytes, lineStart);
    H head = complete(fields);
    bytes = EMPTY;
    filled = lineStart = searched = fieldsStart = 0;
    inFields = !startLineExpected;
    headers = null;
    return head;
  }
}
