package io.sluice.gateway.api;

/**
 * Keeps bytes that could end a field line out of it (RFC 9110 section 5.5). Beside the control
 * characters that is every character above U+00FF: written as one byte, U+010A would become a line
 * feed.
 */
public final class FieldValues {
  private FieldValues() {}

  /**
   * A value made from an exchange, fit for the wire: each control character becomes a space, each
   * character above U+00FF a question mark. Returns {@code value} itself when nothing has to
   * change.
   */
  public static String clean(String value) {
    int bad = firstForbidden(value);
    if (bad < 0) {
      return value;
    }
    StringBuilder clean = new StringBuilder(value.length()).append(value, 0, bad);
    for (int i = bad; i < value.length(); i++) {
      char c = value.charAt(i);
      clean.append(!isForbidden(c) ? c : c > 0xff ? '?' : ' ');
    }
    return clean.toString();
  }

  /** Index of the first character that no field value may hold; -1 when there is none. */
  public static int firstForbidden(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (isForbidden(value.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  /** C1 controls (U+0080 to U+009F) are obs-text: legal, and harmless as bytes. */
  private static boolean isForbidden(char c) {
    return (c < 0x20 && c != '\t') || c == 0x7f || c > 0xff;
  }
}
