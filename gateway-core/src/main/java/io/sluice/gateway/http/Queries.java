package io.sluice.gateway.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

/** Finds one parameter of a query without parsing the others. */
public final class Queries {
  private Queries() {}

  /**
   * The first value of that name, percent-decoded; the empty string for a name without value; or
   * null.
   */
  public static @Nullable String find(@Nullable String query, String name) {
    if (query == null) {
      return null;
    }
    int at = 0;
    while (at < query.length()) {
      int end = query.indexOf('&', at);
      end = end < 0 ? query.length() : end;
      int nameEnd = at;
      while (nameEnd < end && query.charAt(nameEnd) != '=') {
        nameEnd++;
      }
      if (nameEquals(query, at, nameEnd, name)) {
        return nameEnd == end ? "" : decoded(query.substring(nameEnd + 1, end));
      }
      at = end + 1;
    }
    return null;
  }

  private static boolean nameEquals(String query, int from, int to, String name) {
    if (to - from == name.length() && query.startsWith(name, from)) {
      return true;
    }
    if (to - from <= name.length()) { // an escape only makes it longer
      return false;
    }
    return decoded(query.substring(from, to)).equals(name);
  }

  private static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    try {
      return QueryStringDecoder.decodeComponent(text);
    } catch (IllegalArgumentException e) { // a broken escape stands for itself
      return text;
    }
  }
}
