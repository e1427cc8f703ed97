package io.sluice.filters.cache.rules;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the lists of directives that Cache-Control holds (RFC 9111 section 5.2). */
final class DirectiveReader {

  /** Hears of each directive, in their order. */
  interface Sink {
    /**
     * One directive.
     *
     * @param name in lower case
     * @param value without quotes; null = there is none
     */
    void directive(String name, @Nullable String value);
  }

  private static final List<String> FORBIDDING = List.of("no-store", "private", "no-cache");

  private final String line;
  private int at;

  private DirectiveReader(String line) {
    this.line = line;
  }

  /**
   * Reads all lines of the field. What is no directive is left out; a value that is no token or
   * quoted string goes up to the next comma, for who reads it to find fault with.
   */
  static void read(List<String> lines, Sink to) {
    for (int i = 0; i < lines.size(); i++) {
      new DirectiveReader(lines.get(i)).read(to);
    }
  }

  private void read(Sink to) {
    while (at < line.length()) {
      int from = at;
      while (at < line.length() && line.charAt(at) != ',' && line.charAt(at) != '=') {
        at++;
      }
      String name = line.substring(from, at).strip().toLowerCase(Locale.ROOT);
      boolean said = at < line.length() && line.charAt(at) == '=';
      String value = said ? value() : null;
      if (isWellSaid(name)) {
        to.directive(name, value);
      }
      boolean ends = value == null || isWellSaid(value) || line.charAt(at - 1) == '"';
      if (!isWellSaid(name) || !ends) {
        forbid(line.substring(from, at).toLowerCase(Locale.ROOT), to);
      }
      at = end() + 1;
    }
  }

  /** Whether there are no blanks, semicolons and the like, so that it is one word. */
  private static boolean isWellSaid(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c <= ' ' || c == ';' || c == '"') {
        return false;
      }
    }
    return !word.isEmpty();
  }

  /**
   * Of what is no list of directives, as in {@code private; max-age=60}, what forbids most counts:
   * whoever meant it must not find it given to others.
   */
  private static void forbid(String said, Sink to) {
    for (String word : FORBIDDING) {
      if (said.contains(word)) {
        to.directive(word, null);
      }
    }
  }

  private int end() {
    int comma = line.indexOf(',', at);
    return comma < 0 ? line.length() : comma;
  }

  private String value() {
    at++; // =
    while (at < line.length() && isBlank(line.charAt(at)) && isQuotedBehind()) {
      at++;
    }
    if (at < line.length() && line.charAt(at) == '"') {
      return quoted();
    }
    int end = end();
    String value = line.substring(at, end).stripTrailing(); // a space in front is a fault
    at = end;
    return value;
  }

  /** Blanks in front of a quoted value are a fault whose meaning is clear; of others not. */
  private boolean isQuotedBehind() {
    int next = at;
    while (next < line.length() && isBlank(line.charAt(next))) {
      next++;
    }
    return next < line.length() && line.charAt(next) == '"';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private String quoted() {
    StringBuilder text = new StringBuilder();
    for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
      if (line.charAt(at) == '\\' && at + 1 < line.length()) {
        at++;
      }
      text.append(line.charAt(at));
    }
    at++; // the quote
    return text.toString();
  }
}
