package io.sluice.gateway.http;

import io.sluice.gateway.api.FieldNames;

/** Character classes of RFC 9110 and RFC 9112 as lookup tables. */
public final class Chars {

  /** For a token character (RFC 9110 5.6.2) its lower-case form, for every other byte 0. */
  private static final byte[] TOKEN_LOWER = new byte[256];

  /** The same with {@link FieldNames#folded}. */
  private static final byte[] TOKEN_FOLDED = new byte[256];

  static {
    String tokens = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz";
    for (int i = 0; i < tokens.length(); i++) {
      TOKEN_LOWER[tokens.charAt(i)] = (byte) tokens.charAt(i);
    }
    for (char c = 'A'; c <= 'Z'; c++) {
      TOKEN_LOWER[c] = (byte) (c | 0x20);
    }
    for (int i = 0; i < TOKEN_LOWER.length; i++) {
      TOKEN_FOLDED[i] = TOKEN_LOWER[i] == 0 ? 0 : (byte) FieldNames.folded((char) i);
    }
  }

  private Chars() {}

  /** The lower-case form of a token character, or 0 when {@code b} is none. */
  static int tokenLower(byte b) {
    return TOKEN_LOWER[b & 0xff];
  }

  /**
   * The form of a token character in which origins that map field names to variables (CGI, WSGI,
   * PHP) tell names apart: lower case, and all but letters and digits alike. 0 when {@code b} is
   * none.
   */
  static int tokenFolded(byte b) {
    return TOKEN_FOLDED[b & 0xff];
  }

  /** Whether a field value may hold {@code b}: visible, obs-text, space or tab (RFC 9110 5.5). */
  static boolean isFieldValue(byte b) {
    return b >= 0x20 ? b != 0x7f : b < 0 || b == '\t';
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Value of a hexadecimal digit, or -1. */
  static int hex(int b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
  }

  static int lower(char c) {
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
  }

  /** Whether {@code name} is a token (RFC 9110 5.6.2). */
  public static boolean isToken(CharSequence name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c > 0x7f || TOKEN_LOWER[c] == 0) {
        return false;
      }
    }
    return name.length() > 0;
  }
}
