package io.sluice.filters.cache.rules;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * The request fields that a response was chosen by (RFC 9110 section 12.5.5), as a part of its key
 * (RFC 9111 section 4.1). Immutable.
 *
 * @param names in lower case, each once, in order
 * @param isStar by other things too, so that no other request is known to match
 */
public record Vary(List<String> names, boolean isStar) {

  /** By none. */
  public static final Vary NOTHING = new Vary(List.of(), false);

  private static final int MOST = 32; // who names more means all

  /** Of a response. */
  public static Vary of(HttpHeaders response) {
    if (!response.contains(HttpHeaderNames.VARY)) {
      return NOTHING;
    }
    TreeSet<String> names = new TreeSet<>();
    for (String line : response.getAll(HttpHeaderNames.VARY)) {
      for (String name : line.split(",", -1)) {
        if (!name.isBlank()) {
          names.add(name.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    boolean star = names.contains("*") || names.size() > MOST;
    return star ? new Vary(List.of(), true) : new Vary(List.copyOf(names), false);
  }

  /**
   * What a request says in these fields: equal for requests that the same response is for. Lines of
   * one field are one list; white space around its items does not count.
   */
  public String valuesOf(HttpHeaders request) {
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      List<String> lines = request.getAll(name);
      if (lines.isEmpty()) {
        values.append('-'); // not the same as an empty one
      } else if (name.equals("accept-encoding")) {
        values.append('=').append(AcceptEncoding.normal(lines));
      } else {
        String said = normal(lines);
        boolean anyCase = name.equals("accept-language"); // RFC 5646 section 2.1.1
        values.append('=').append(anyCase ? said.toLowerCase(Locale.ROOT) : said);
      }
      values.append('\n'); // which no field can hold
    }
    return values.toString();
  }

  private static String normal(List<String> lines) {
    String joined = lines.size() == 1 ? lines.get(0) : String.join(",", lines);
    StringBuilder normal = new StringBuilder(joined.length());
    boolean quoted = false;
    for (int at = 0, end; at < joined.length(); at = end) {
      end = at + 1;
      if (isBlank(joined.charAt(at)) && !quoted) { // each run is looked at once
        while (end < joined.length() && isBlank(joined.charAt(end))) {
          end++;
        }
        if (isAtComma(joined, at, end)) {
          continue;
        }
      }
      quoted ^= joined.charAt(at) == '"';
      normal.append(joined, at, end);
    }
    return normal.toString();
  }

  /** Whether the blanks of {@code [from, end)} stand beside a comma, or an end. */
  private static boolean isAtComma(String text, int from, int end) {
    return from == 0
        || end == text.length()
        || text.charAt(from - 1) == ','
        || text.charAt(end) == ',';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
