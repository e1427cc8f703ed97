package io.sluice.gateway.proxy;

import java.util.List;

/** Reads one parameter of the elements of a Forwarded field (RFC 7239 4). */
final class ForwardedElements {
  private static final String UNKNOWN = "unknown";

  private ForwardedElements() {}

  /**
   * Its values, one for each element of all lines, joined by commas; {@code unknown} where there is
   * none. A line whose quotes do not match is {@code unknown} as a whole: a client that leaves one
   * open must not hide what its proxy wrote behind it, in that line or another.
   */
  static String values(List<String> lines, String parameter) {
    StringBuilder values = new StringBuilder();
    for (String line : lines) {
      if (!values.isEmpty()) {
        values.append(", ");
      }
      values.append(isClosed(line) ? ofLine(line, parameter) : UNKNOWN);
    }
    return values.toString();
  }

  private static boolean isClosed(String line) {
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      }
    }
    return !quoted;
  }

  private static String ofLine(String field, String parameter) {
    StringBuilder values = new StringBuilder();
    int at = 0;
    while (at <= field.length()) {
      int end = endOf(field, at, ',');
      if (!values.isEmpty()) {
        values.append(", ");
      }
      values.append(value(field.substring(at, end), parameter));
      at = end + 1;
    }
    return values.toString();
  }

  private static String value(String element, String parameter) {
    int at = 0;
    while (at < element.length()) {
      int end = endOf(element, at, ';');
      String pair = element.substring(at, end).trim();
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).equalsIgnoreCase(parameter)) {
        return unquoted(pair.substring(equals + 1));
      }
      at = end + 1;
    }
    return UNKNOWN;
  }

  /** What a quoted string says; one with a comma in it is no address and no scheme. */
  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    String bare = quoted ? value.substring(1, value.length() - 1).replace("\\", "") : value;
    return bare.isEmpty() || bare.indexOf(',') >= 0 ? UNKNOWN : bare;
  }

  /** Index of the next {@code separator} outside quotes, or the end. */
  private static int endOf(String text, int from, char separator) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        return i;
      }
    }
    return text.length();
  }
}
