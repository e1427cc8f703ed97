package io.sluice.filters.jwt;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * base64url without padding, each value in exactly one spelling (RFC 7515 section 2, RFC 4648
 * section 3.5). The JDK's decoder takes padding and ignores bits that are left over, so that one
 * token would have several texts.
 */
final class Base64Url {
  private static final byte[] VALUES = new byte[128];

  static {
    Arrays.fill(VALUES, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 0; i < alphabet.length(); i++) {
      VALUES[alphabet.charAt(i)] = (byte) i;
    }
  }

  private Base64Url() {}

  /**
   * The bytes that the characters from {@code from} to before {@code to} are; null = they are none.
   */
  static byte @Nullable [] decode(String text, int from, int to) {
    int length = to - from;
    int left = length & 3;
    if (left == 1) {
      return null;
    }
    byte[] bytes = new byte[length / 4 * 3 + (left == 0 ? 0 : left - 1)];
    int at = 0;
    int bits = 0;
    int held = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int value = c < 128 ? VALUES[c] : -1;
      if (value < 0) {
        return null;
      }
      held = held << 6 | value;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (byte) (held >> bits);
      }
    }
    return (held & (1 << bits) - 1) == 0 ? bytes : null;
  }
}
