package io.sluice.filters.hmacauth;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a query as it is signed (RFC 9421 2.2.8): decoded as a form is, then encoded in
 * one way, so that who writes a space as a plus and who writes it as {@code %20} sign the same.
 */
final class QueryParameter {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  /** Stands for the values of a name that comes twice; no value has a space when it is encoded. */
  private static final String TWICE = " ";

  private QueryParameter() {}

  /**
   * The value of the one parameter of that name.
   *
   * @param name encoded likewise
   */
  static String value(Message message, @Nullable String query, String name) throws Refusal {
    if (message.parameters().isEmpty() && query != null) {
      read(query, message.parameters()); // once for all that are signed
    }
    String found = message.parameters().get(name);
    if (found == null) {
      throw Refusal.invalid(
          "Query parameter " + Refusal.quote(name) + ": signed, but not in the request.");
    }
    if (found.equals(TWICE)) {
      throw Refusal.malformed(
          "Query parameter " + Refusal.quote(name) + ": comes twice (expected: @query).");
    }
    return found;
  }

  private static void read(String query, Map<String, String> into) {
    int at = 0;
    while (at <= query.length()) {
      int end = query.indexOf('&', at);
      end = end < 0 ? query.length() : end;
      int equals = query.indexOf('=', at);
      int nameEnd = equals < 0 || equals > end ? end : equals;
      if (end > at) {
        String name = encoded(query, at, nameEnd);
        String value = encoded(query, Math.min(nameEnd + 1, end), end);
        into.merge(name, value, (one, other) -> TWICE);
      }
      at = end + 1;
    }
  }

  private static String encoded(String query, int from, int to) {
    byte[] bytes = decoded(query, from, to);
    StringBuilder out = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      if (isPlain(b)) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
      }
    }
    return out.toString();
  }

  private static byte[] decoded(String query, int from, int to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
    byte[] raw = query.substring(from, to).getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < raw.length; i++) {
      int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
      if (low >= 0) {
        out.write(high << 4 | low);
        i += 2;
      } else {
        out.write(raw[i] == '+' ? ' ' : raw[i]);
      }
    }
    return out.toByteArray();
  }

  /** What forms leave as it is. */
  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '*'
        || b == '-'
        || b == '.'
        || b == '_';
  }
}
