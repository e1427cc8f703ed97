package io.sluice.filters.cache.store;

import java.util.List;

/** The values of one cookie as a part of a key: all of them, for origins may go by any. */
final class KeyCookies {
  private KeyCookies() {}

  /** Appends them, and an end. */
  static void append(StringBuilder to, List<String> fields, String name) {
    for (int i = 0; i < fields.size(); i++) {
      append(to, fields.get(i), name);
    }
    to.append(';');
  }

  private static void append(StringBuilder to, String field, String name) {
    for (int at = 0, end; at < field.length(); at = end + 1) {
      end = field.indexOf(';', at);
      end = end < 0 ? field.length() : end;
      int start = at;
      while (start < end && isBlank(field.charAt(start))) {
        start++;
      }
      int equals = start + name.length();
      if (equals <= end && field.startsWith(name, start)) {
        while (equals < end && isBlank(field.charAt(equals))) {
          equals++;
        }
        if (equals < end && field.charAt(equals) == '=') {
          to.append(end - equals - 1).append(':').append(field, equals + 1, end);
        }
      }
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
