package io.sluice.gateway.http;

import io.sluice.gateway.api.GatewayError;
import org.jspecify.annotations.Nullable;

/**
 * How long a message's body is (RFC 9112 6.3), from fields that must say it once and clearly. Where
 * the RFC lets a recipient repair, this refuses: two parsers that repair differently are how
 * requests are smuggled.
 */
public final class Framing {
  /** Length stands for a chunked body. */
  static final long CHUNKED = -1;

  /** No length is given. */
  static final long NONE = -2;

  private static final long MAX_LENGTH_DIGITS = 18;

  private Framing() {}

  /** Whether a final response has no body, whatever its fields announce (RFC 9112 6.3). */
  public static boolean isBodyless(String method, int status) {
    return status == 204 || status == 304 || method.equals("HEAD");
  }

  /** The first violation among the framing fields, or null. */
  static @Nullable GatewayError check(WireHeaders fields, int minorVersion) {
    int encoding = fields.indexOf(FieldName.TRANSFER_ENCODING, 0);
    int length = fields.indexOf(FieldName.CONTENT_LENGTH, 0);
    if (encoding >= 0) {
      if (length >= 0) {
        return WireErrors.LENGTH_AND_ENCODING;
      }
      if (minorVersion == 0 || fields.indexOf(FieldName.TRANSFER_ENCODING, encoding + 1) >= 0) {
        return WireErrors.TRANSFER_ENCODING;
      }
      return checkCodings(fields, encoding);
    }
    if (length < 0) {
      return null;
    }
    if (fields.indexOf(FieldName.CONTENT_LENGTH, length + 1) >= 0) {
      return WireErrors.REPEATED_LENGTH;
    }
    return isLength(fields, length) ? null : WireErrors.CONTENT_LENGTH;
  }

  /**
   * The body's length, {@link #CHUNKED} or {@link #NONE}; only after {@link #check} found nothing.
   */
  static long length(WireHeaders fields) {
    int length = fields.indexOf(FieldName.CONTENT_LENGTH, 0);
    if (length < 0) {
      return fields.has(FieldName.TRANSFER_ENCODING) ? CHUNKED : NONE;
    }
    byte[] b = fields.bytes();
    int end = fields.valueOffset(length) + fields.valueLength(length);
    long value = 0;
    for (int i = fields.valueOffset(length); i < end; i++) {
      value = value * 10 + (b[i] - '0');
    }
    return value;
  }

  /**
   * The length that Content-Length gives to a message whose fields filters may have changed; -1
   * without one, or when it is said twice or is no length.
   */
  public static long declaredLength(WireHeaders fields) {
    int index = fields.indexOf(FieldName.CONTENT_LENGTH, 0);
    boolean clear =
        index >= 0
            && fields.indexOf(FieldName.CONTENT_LENGTH, index + 1) < 0
            && isLength(fields, index);
    return clear ? length(fields) : -1;
  }

  private static boolean isLength(WireHeaders fields, int index) {
    int from = fields.valueOffset(index);
    int count = fields.valueLength(index);
    if (count == 0 || count > MAX_LENGTH_DIGITS) {
      return false;
    }
    for (int i = from; i < from + count; i++) {
      if (!Chars.isDigit(fields.bytes()[i])) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable GatewayError checkCodings(WireHeaders fields, int index) {
    byte[] b = fields.bytes();
    int from = fields.valueOffset(index);
    int end = from + fields.valueLength(index);
    if (equalsChunked(b, from, end)) {
      return null;
    }
    int comma = end - 1;
    while (comma >= from && b[comma] != ',') {
      comma--;
    }
    int last = comma + 1;
    while (last < end && Chars.isBlank(b[last])) {
      last++;
    }
    if (comma < from || !equalsChunked(b, last, end)) {
      return WireErrors.TRANSFER_ENCODING;
    }
    for (int at = from;
        at < comma;
        at++) { // chunked applied twice is malformed, not merely unknown
      if (at + 7 <= comma && equalsChunked(b, at, at + 7)) {
        return WireErrors.TRANSFER_ENCODING;
      }
    }
    return WireErrors.UNKNOWN_CODING;
  }

  private static boolean equalsChunked(byte[] b, int from, int to) {
    String chunked = "chunked";
    if (to - from != chunked.length()) {
      return false;
    }
    for (int i = 0; i < chunked.length(); i++) {
      if (Chars.lower(b[from + i]) != chunked.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
