package io.sluice.filters.cache.rules;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/** Whether a shared cache may keep a response (RFC 9111 section 3), and if not, why not. */
public enum Storability {
  STORABLE(""),
  NO_STORE("no-store"),
  PRIVATE("private"),
  AUTHORIZED("authorization"),
  SETS_COOKIE("set-cookie"),
  VARIES("vary-star"),
  STATUS("status"),
  WITHOUT_USE("no-freshness");

  private final String detail;

  Storability(String detail) {
    this.detail = detail;
  }

  /** A word for Cache-Status. */
  public String detail() {
    return detail;
  }

  /**
   * Judges a final response to GET.
   *
   * @param status 200 to 599
   * @param said the directives of {@code response}
   * @param authorized whether who asked has shown who they are, and the key does not say it
   * @param lifetime see {@link Lifetimes#of}
   */
  public static Storability of(
      int status,
      HttpHeaders response,
      ResponseDirectives said,
      boolean authorized,
      long lifetime) {
    if (status == 206 || status == 304 || status == 412 || status == 416) {
      return STATUS; // what a request's own conditions make of it; parts are not put together
    }
    if (said.mustUnderstand() ? !isUnderstood(status) : said.noStore()) {
      return NO_STORE;
    }
    if (said.isPrivate()) {
      return PRIVATE;
    }
    if (authorized && !said.sharesAuthorized()) {
      return AUTHORIZED;
    }
    boolean cookie = response.contains(HttpHeaderNames.SET_COOKIE);
    if (cookie && !said.unshared().contains("set-cookie") && !said.isForShared()) {
      return SETS_COOKIE;
    }
    if (Vary.of(response).isStar()) {
      return VARIES;
    }
    boolean validated =
        response.contains(HttpHeaderNames.ETAG) || response.contains(HttpHeaderNames.LAST_MODIFIED);
    boolean explicit = said.maxAge() >= 0 || said.isPublic() || hasExpires(response, said);
    boolean may = explicit || lifetime >= 0 || isHeuristicallyCacheable(status);
    if (!may) {
      return STATUS;
    }
    return lifetime > 0 || validated ? STORABLE : WITHOUT_USE;
  }

  private static boolean hasExpires(HttpHeaders response, ResponseDirectives said) {
    return !said.targeted() && response.contains(HttpHeaderNames.EXPIRES);
  }

  /** RFC 9110 section 15.1. */
  static boolean isHeuristicallyCacheable(int status) {
    return switch (status) {
      case 200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501 -> true;
      default -> false;
    };
  }

  /** Whether what the status asks of caches is known and done here (RFC 9111 5.2.2.3). */
  private static boolean isUnderstood(int status) {
    return isHeuristicallyCacheable(status)
        || switch (status) {
          case 201, 202, 205, 302, 303, 307 -> true;
          default -> status >= 400 && status <= 511 && status != 401 && status != 407;
        };
  }
}
