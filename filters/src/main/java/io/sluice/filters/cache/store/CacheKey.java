package io.sluice.filters.cache.store;

import org.jspecify.annotations.Nullable;

/**
 * What tells requests apart: equal for those that one response may be for, and for no others. Each
 * part is written with its length in front, so that no two lists of parts are written alike. Made
 * by {@link KeyMaker}; also read from what was kept under it. Immutable.
 *
 * @param text all that tells the request apart
 */
public record CacheKey(String text) {
  private static final int ROUTE = 0;
  private static final int SCHEME = 1;
  private static final int HOST = 2;
  private static final int PORT = 3;
  private static final int PATH = 4;
  private static final int QUERY = 7;

  /** Id of the route. */
  public String routeId() {
    return partOf(ROUTE);
  }

  /** {@code http} or {@code https}. */
  public String scheme() {
    return partOf(SCHEME);
  }

  /** The host in lower case. */
  public String host() {
    return partOf(HOST);
  }

  /** The port that the request named, if it is not the usual one; else null. */
  public @Nullable String port() {
    return part(PORT);
  }

  /** The path that the route matched. */
  public String path() {
    return partOf(PATH);
  }

  /** The query that counts, with its parameters sorted; null when there is none. */
  public @Nullable String query() {
    return part(QUERY);
  }

  static void append(StringBuilder to, @Nullable String part) {
    if (part == null) {
      to.append('-');
    } else {
      to.append(part.length()).append(':').append(part);
    }
  }

  private String partOf(int index) {
    String part = part(index);
    return part == null ? "" : part;
  }

  private @Nullable String part(int index) {
    int at = 0;
    for (int i = 0; ; i++) {
      int length = -1;
      if (text.charAt(at) != '-') {
        int colon = text.indexOf(':', at);
        length = Integer.parseInt(text, at, colon, 10);
        at = colon;
      }
      at++;
      if (i == index) {
        return length < 0 ? null : text.substring(at, at + length);
      }
      at += Math.max(0, length);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
