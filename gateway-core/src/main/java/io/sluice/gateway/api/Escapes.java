package io.sluice.gateway.api;

/**
 * Makes text from a client safe in a log or in JSON: what could end the line, close the quotes or
 * steer a terminal (CWE-117) is escaped, so that one entry is always one line.
 */
public final class Escapes {
  private static final String HEX = "0123456789abcdef";

  private Escapes() {}

  /** Appends {@code text} as a JSON string in quotes (RFC 8259, section 7). */
  public static void json(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (isControl(c) || isLoneSurrogate(text, i)) {
        out.append("\\u");
        hex(out, c >> 8);
        hex(out, c);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** Appends {@code text} with {@code \xHH} for quotes, backslashes and control characters. */
  public static void plain(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || (isControl(c) && c < 0x100)) {
        out.append("\\x");
        hex(out, c);
      } else {
        out.append(isControl(c) || isLoneSurrogate(text, i) ? '?' : c);
      }
    }
  }

  /** C0, DEL, C1, and the two line separators that some readers take for line ends. */
  private static boolean isControl(char c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029';
  }

  /** Half of a pair, which UTF-8 cannot carry. */
  private static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (!Character.isSurrogate(c)) {
      return false;
    }
    return Character.isHighSurrogate(c)
        ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
        : i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
  }

  private static void hex(StringBuilder out, int octet) {
    out.append(HEX.charAt((octet >> 4) & 0xf)).append(HEX.charAt(octet & 0xf));
  }
}
