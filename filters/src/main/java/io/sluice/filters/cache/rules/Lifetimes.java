package io.sluice.filters.cache.rules;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;

/**
 * How long responses are fresh: what the route says for their status, else what the origin says
 * (RFC 9111 section 4.2.1), else what the route says for those of which the origin says nothing.
 * Milliseconds; negative = nobody says. Immutable.
 *
 * @param byStatus overrides the origin
 * @param otherwise where the origin says nothing of an answer below 400
 * @param negative the same of 400 and above
 * @param heuristicPercent of the time since Last-Modified, in place of {@code otherwise}, and of
 *     {@code negative} where that is unknown; 0 = none
 * @param heuristicMost the most that comes of that
 */
public record Lifetimes(
    Map<Integer, Long> byStatus,
    long otherwise,
    long negative,
    int heuristicPercent,
    long heuristicMost) {

  /** Nobody says how long. */
  public static final long UNKNOWN = -1;

  /** What the origin says, and nothing else. */
  public static final Lifetimes OF_ORIGIN = new Lifetimes(Map.of(), UNKNOWN, UNKNOWN, 0, 0);

  /**
   * How long a response is fresh; {@link #UNKNOWN} when nobody says.
   *
   * @param now milliseconds since 1970
   */
  public long of(int status, HttpHeaders response, ResponseDirectives said, long now) {
    Long overridden = byStatus.get(status);
    if (overridden != null) {
      return overridden;
    }
    if (said.maxAge() >= 0) {
      return said.maxAge() * 1000;
    }
    if (!said.targeted() && response.contains(HttpHeaderNames.EXPIRES)) {
      return untilExpires(response, now);
    }
    if (!Storability.isHeuristicallyCacheable(status)) {
      return said.isPublic() ? guessed(response, now) : UNKNOWN;
    }
    if (status >= 400 && negative >= 0) {
      return negative;
    }
    long guessed = guessed(response, now);
    return guessed >= 0 || status >= 400 ? guessed : otherwise;
  }

  /** Section 5.3: one that cannot be read, or that is there twice, has passed. */
  private static long untilExpires(HttpHeaders response, long now) {
    List<String> lines = response.getAll(HttpHeaderNames.EXPIRES);
    long expires = lines.size() == 1 ? HttpDates.parse(lines.get(0), now / 1000) : HttpDates.NONE;
    if (expires == HttpDates.NONE) {
      return 0;
    }
    long date = HttpDates.parse(response.get(HttpHeaderNames.DATE), now / 1000);
    long from = date == HttpDates.NONE ? now / 1000 : date;
    return Math.max(0, expires - from) * 1000;
  }

  /** Section 4.2.2. */
  private long guessed(HttpHeaders response, long now) {
    long modified =
        heuristicPercent == 0
            ? HttpDates.NONE
            : HttpDates.parse(response.get(HttpHeaderNames.LAST_MODIFIED), now / 1000);
    if (modified == HttpDates.NONE) {
      return UNKNOWN;
    }
    long since = Math.max(0, now - modified * 1000);
    return Math.min(heuristicMost, since / 100 * heuristicPercent);
  }
}
