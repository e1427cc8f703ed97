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
    boolean clear = true;
    for (int at = 0, end; at < field.length(); at = end + 1) {
      end = field.indexOf(';', at);
      end = end < 0 ? field.length() : end;
      clear &= isClear(field, at, end);
      append(to, field, at, end, name);
    }
    if (!clear) {
      to.append('!').append(field.length()).append(':').append(field);
    }
  }

  private static void append(StringBuilder to, String field, int from, int end, String name) {
    int start = from;
    while (start < end && isBlank(field.charAt(start))) {
      start++;
    }
    int equals = field.indexOf('=', start);
    if (equals < 0 || equals >= end) {
      return;
    }
    int nameEnd = equals;
    while (nameEnd > start && isBlank(field.charAt(nameEnd - 1))) {
      nameEnd--;
    }
    boolean exact = nameEnd - start == name.length() && field.startsWith(name, start);
    if (exact) {
      to.append(end - equals - 1).append(':').append(field, equals + 1, end);
    } else if (isAlike(field, start, nameEnd, name)) { // an origin may take it for this one
      to.append('~').append(end - start).append(':').append(field, start, end);
    }
  }

  /** Whether all origins see one cookie here: not a piece of one that is in quotes. */
  private static boolean isClear(String field, int start, int end) {
    boolean quoted = false;
    for (int i = start; i < end; i++) {
      quoted ^= field.charAt(i) == '"';
    }
    return !quoted;
  }

  /** As PHP reads names: with underscores for dots and blanks, up to a bracket, unescaped. */
  private static boolean isAlike(String field, int start, int end, String name) {
    for (int i = 0; ; i++) {
      char c = start + i < end ? folded(field.charAt(start + i)) : 0;
      if (c == '%') {
        return true;
      }
      char wanted = i < name.length() ? folded(name.charAt(i)) : 0;
      if (c != wanted || c == 0) {
        return c == wanted;
      }
    }
  }

  private static char folded(char c) {
    return switch (c) {
      case '[' -> 0;
      case '.', ' ', '\t' -> '_';
      default -> c;
    };
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
