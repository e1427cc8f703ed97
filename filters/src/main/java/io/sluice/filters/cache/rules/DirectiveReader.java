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
      String value = at < line.length() && line.charAt(at) == '=' ? value() : null;
      if (!name.isEmpty()) {
        to.directive(name, value);
      }
      at = end() + 1;
    }
  }

  private int end() {
    int comma = line.indexOf(',', at);
    return comma < 0 ? line.length() : comma;
  }

  private String value() {
    at++; // =
    if (at < line.length() && line.charAt(at) == '"') {
      return quoted();
    }
    int end = end();
    String value = line.substring(at, end).stripTrailing(); // a space in front is a fault
    at = end;
    return value;
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
