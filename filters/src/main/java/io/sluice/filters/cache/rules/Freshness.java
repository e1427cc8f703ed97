package io.sluice.filters.cache.rules;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/**
 * How old a response is, and how long it is fresh (RFC 9111 section 4.2). Milliseconds since 1970
 * and lengths in milliseconds. Immutable.
 *
 * @param receivedAt when its head came
 * @param initialAge how old it was then
 * @param lifetime how old it may get
 */
public record Freshness(long receivedAt, long initialAge, long lifetime) {

  /**
   * Of a response that has just come.
   *
   * @param response its fields
   * @param lifetime of {@link Lifetimes}
   * @param askedAt when the origin was asked
   * @param receivedAt when the head came
   */
  public static Freshness of(HttpHeaders response, long lifetime, long askedAt, long receivedAt) {
    return new Freshness(receivedAt, initialAge(response, askedAt, receivedAt), lifetime);
  }

  /** Section 4.2.3. */
  private static long initialAge(HttpHeaders response, long askedAt, long receivedAt) {
    long date = HttpDates.parse(response.get(HttpHeaderNames.DATE), receivedAt / 1000);
    long apparent = date == HttpDates.NONE ? 0 : Math.max(0, receivedAt - date * 1000);
    if (apparent < 1000) {
      apparent = 0; // Date has whole seconds
    }
    return Math.max(apparent, age(response) * 1000 + Math.max(0, receivedAt - askedAt));
  }

  /** The Age that caches on the way have added; the first one, if it is a number (section 5.1). */
  private static long age(HttpHeaders response) {
    List<String> lines = response.getAll(HttpHeaderNames.AGE);
    if (lines.isEmpty()) {
      return 0;
    }
    String first = lines.get(0);
    int comma = first.indexOf(',');
    return Math.max(0, Seconds.of((comma < 0 ? first : first.substring(0, comma)).strip()));
  }

  /** How old it is. */
  public long age(long now) {
    return initialAge + Math.max(0, now - receivedAt);
  }

  /** For how long it is fresh yet; 0 or less when it is stale, for so long. */
  public long left(long now) {
    return lifetime - age(now);
  }

  /** The same response, stale from now on. */
  public Freshness ended(long now) {
    return new Freshness(receivedAt, initialAge, Math.min(lifetime, age(now)));
  }
}
