package io.sluice.filters.cache.rules;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By what a response is told apart from another version of it (RFC 9110 section 8.8). Immutable.
 *
 * @param etag as it was sent, or null
 * @param lastModified as it was sent, or null
 */
public record Validators(@Nullable String etag, @Nullable String lastModified) {

  /** A Last-Modified so long before Date says which version it is (RFC 9110 8.8.2.2). */
  private static final long STRONG_SECONDS = 60;

  /** Those of a response. */
  public static Validators of(HttpHeaders response) {
    return new Validators(
        response.get(HttpHeaderNames.ETAG), response.get(HttpHeaderNames.LAST_MODIFIED));
  }

  /** Whether there is one. */
  public boolean any() {
    return etag != null || lastModified != null;
  }

  /** Whether a 304 with {@code said} is about another version than this (RFC 9111 4.3.4). */
  public boolean isOther(Validators said) {
    return etag != null && said.etag != null && !opaque(etag).equals(opaque(said.etag));
  }

  /** Has a request ask whether the version still holds (RFC 9111 section 4.3.1). */
  public void ask(HttpHeaders request) {
    if (etag != null) {
      request.set(HttpHeaderNames.IF_NONE_MATCH, etag);
    }
    if (lastModified != null) {
      request.set(HttpHeaderNames.IF_MODIFIED_SINCE, lastModified);
    }
  }

  /**
   * Whether a client has this version, and so gets 304 (RFC 9111 section 4.3.2).
   *
   * @param date of the response, which stands for a Last-Modified that is missing
   * @param now seconds since 1970
   */
  public boolean isHeldBy(HttpHeaders request, @Nullable String date, long now) {
    if (request.contains(HttpHeaderNames.IF_NONE_MATCH)) {
      return matches(request.getAll(HttpHeaderNames.IF_NONE_MATCH));
    }
    List<String> since = request.getAll(HttpHeaderNames.IF_MODIFIED_SINCE);
    if (since.size() != 1) {
      return false;
    }
    long then = HttpDates.parse(since.get(0), now);
    long modified = HttpDates.parse(lastModified == null ? date : lastModified, now);
    return then != HttpDates.NONE && modified != HttpDates.NONE && modified <= then;
  }

  /** Weak comparison with each (RFC 9110 section 13.1.2). */
  private boolean matches(List<String> lines) {
    for (String line : lines) {
      if (line.strip().equals("*") || (etag != null && has(line, opaque(etag)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(String line, String opaque) {
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == ',' || c == ' ' || c == '\t') {
        at++;
        continue;
      }
      int start = line.startsWith("W/", at) ? at + 2 : at;
      int end =
          start < line.length() && line.charAt(start) == '"' ? line.indexOf('"', start + 1) : -1;
      end = end < 0 ? until(line, start) : end + 1; // a tag without quotes is taken as it is
      if (line.substring(start, end).equals(opaque)) {
        return true;
      }
      at = Math.max(end, at + 1);
    }
    return false;
  }

  private static int until(String line, int from) {
    int at = from;
    while (at < line.length() && line.charAt(at) != ',' && line.charAt(at) != ' ') {
      at++;
    }
    return at;
  }

  /** An entity tag without what says that it is weak. */
  public static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }

  /**
   * Whether parts of this version go with those that a client has (RFC 9110 section 13.1.5); so
   * they do when it does not ask.
   *
   * @param date of the response
   * @param now seconds since 1970
   */
  public boolean continues(HttpHeaders request, @Nullable String date, long now) {
    String ifRange = request.get(HttpHeaderNames.IF_RANGE);
    if (ifRange == null) {
      return true;
    }
    if (ifRange.startsWith("\"")) {
      return ifRange.equals(etag); // a weak one begins with W/
    }
    long modified = HttpDates.parse(lastModified, now);
    long sent = HttpDates.parse(date, now);
    return modified != HttpDates.NONE
        && sent != HttpDates.NONE
        && sent - modified >= STRONG_SECONDS
        && modified == HttpDates.parse(ifRange, now);
  }
}
