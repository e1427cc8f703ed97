package io.sluice.filters.cors;

import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of methods or field names, or {@code *} for all.
 *
 * @param any whether the list is {@code *}
 * @param joined the list as a field value; null when it is empty
 */
record Names(boolean any, @Nullable AsciiString joined) {

  /**
   * Checks each name.
   *
   * @param option name of the option, for messages
   * @throws IllegalArgumentException naming the first that is no token
   */
  static Names of(String option, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name.isEmpty() || HttpHeaderValidationUtil.validateToken(name) >= 0) {
        throw new IllegalArgumentException(
            option + "[" + i + "]: '" + name + "' (expected: a token such as GET or x-name)");
      }
    }
    return new Names(
        names.contains("*"), names.isEmpty() ? null : AsciiString.cached(String.join(", ", names)));
  }

  /** Whether {@code value} is what a browser may ask for: tokens, commas and spaces only. */
  static boolean isTokenList(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != ',' && c != ' ' && !isTokenPart(c)) {
        return false;
      }
    }
    return !value.isEmpty();
  }

  /** RFC 9110 section 5.6.2. */
  private static boolean isTokenPart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }
}
