package io.sluice.filters.cache.rules;

/**
 * What a stored response is good for, as an answer to a request (RFC 9111 sections 4 and 5.2.1).
 */
public enum Use {
  /** It is the answer. */
  FRESH,
  /** The client takes it stale. */
  STALE,
  /** It is the answer, stale, while the origin is asked behind the client's back (RFC 5861 3). */
  STALE_WHILE_REVALIDATE,
  /** The origin has to be asked first. */
  ASK;

  /**
   * Decides.
   *
   * @param asked what the request says
   * @param said on which terms the response may be used
   * @param staleWhileRevalidate in milliseconds, where the response does not say; 0 = not at all
   * @param now milliseconds since 1970
   */
  public static Use of(
      RequestDirectives asked,
      Terms said,
      Freshness freshness,
      long staleWhileRevalidate,
      long now) {
    if (asked.noCache() || said.noCache()) {
      return ASK;
    }
    long age = freshness.age(now);
    long left = freshness.left(now);
    boolean tooOld = asked.maxAge() >= 0 && age > asked.maxAge() * 1000;
    if (asked.minFresh() > 0 && left < asked.minFresh() * 1000) {
      return ASK;
    }
    if (left > 0) {
      return tooOld ? ASK : FRESH;
    }
    if (said.mustRevalidate() || tooOld) {
      return ASK;
    }
    if (asked.maxStale() >= 0 && !said.shared() && -left <= asked.maxStale() * 1000) {
      return STALE;
    }
    long behind =
        said.staleWhileRevalidate() >= 0
            ? said.staleWhileRevalidate() * 1000
            : staleWhileRevalidate;
    return -left < behind ? STALE_WHILE_REVALIDATE : ASK;
  }

  /**
   * Whether it is better than an error (RFC 5861 section 4).
   *
   * @param staleIfError in milliseconds, where the response does not say; 0 = not at all
   * @param now milliseconds since 1970
   */
  public static boolean isBetterThanError(
      Terms said, Freshness freshness, long staleIfError, long now) {
    if (said.noCache() || said.mustRevalidate()) {
      return false;
    }
    long allowed = said.staleIfError() >= 0 ? said.staleIfError() * 1000 : staleIfError;
    return -freshness.left(now) <= allowed;
  }
}
