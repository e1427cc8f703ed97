package io.sluice.filters.basicauth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A name and a password as a request has them (RFC 7617 section 2).
 *
 * @param name without colon
 * @param password may be empty
 */
record BasicCredentials(String name, String password) {
  private static final String SCHEME = "basic";

  /** Longer fields are nobody's. */
  private static final int LONGEST = 2048;

  /** Whether a field Authorization is of this scheme. */
  static boolean isBasic(String field) {
    return field.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && (field.length() == SCHEME.length() || field.charAt(SCHEME.length()) == ' ');
  }

  /** What such a field says; null when it is malformed: not Base64, not UTF-8, without colon. */
  static @Nullable BasicCredentials parse(String field) {
    int start = SCHEME.length();
    while (start < field.length() && field.charAt(start) == ' ') {
      start++;
    }
    if (start == field.length() || field.length() > LONGEST) {
      return null;
    }
    String text;
    try {
      byte[] bytes = Base64.getDecoder().decode(field.substring(start));
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
    int colon = text.indexOf(':');
    return colon < 1 || hasControls(text)
        ? null
        : new BasicCredentials(text.substring(0, colon), text.substring(colon + 1));
  }

  private static boolean hasControls(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < 0x20 || text.charAt(i) == 0x7f) {
        return true;
      }
    }
    return false;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return name;
  }
}
