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

  /** A key that somebody has sent; null when the text is none. */
  public static @Nullable CacheKey parse(String text) {
    CacheKey key = new CacheKey(text);
    try {
      key.address(); // which reads all parts that are asked for
      return key;
    } catch (IndexOutOfBoundsException | NumberFormatException foreign) {
      return null;
    }
  }

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

  /** The address, with its parameters as they count. */
  public String url() {
    String port = port();
    String query = query();
    return scheme()
        + "://"
        + host()
        + (port == null ? "" : ':' + port)
        + path()
        + (query == null ? "" : '?' + query);
  }

  /** The part that is of the address alone, without what else tells requests for it apart. */
  public String address() {
    int at = 0;
    for (int i = 0; i <= QUERY; i++) {
      at = end(at);
    }
    return text.substring(0, at);
  }

  /** What tells requests for the same address apart; empty when nothing does. */
  public String version() {
    return text.substring(address().length());
  }

  private int end(int from) {
    if (text.charAt(from) == '-') {
      return from + 1;
    }
    int colon = text.indexOf(':', from);
    return colon + 1 + Integer.parseInt(text, from, colon, 10);
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
