package io.sluice.filters.cache;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.rules.RequestDirectives;
import io.sluice.filters.cache.rules.Use;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.gateway.api.Exchange;

/**
 * What a request wants of the cache. Immutable.
 *
 * @param isHead it wants no body
 * @param authorized who asks has shown who they are, and the key does not say it
 */
record Ask(CacheKey key, RequestDirectives directives, boolean isHead, boolean authorized) {

  static Ask of(Exchange exchange, CachePolicy policy) {
    HttpHeaders request = exchange.requestHeaders();
    return new Ask(
        policy.keys().of(exchange),
        RequestDirectives.of(request),
        exchange.method().equals("HEAD"),
        isAuthorized(exchange, policy));
  }

  private static boolean isAuthorized(Exchange exchange, CachePolicy policy) {
    boolean told = policy.hasConsumer() && exchange.consumer() != null;
    boolean known = exchange.identity() != null; // also one without a name
    boolean shown = // which may say more to the origin than who calls
        !policy.hasAuthorization()
            && exchange.requestHeaders().contains(HttpHeaderNames.AUTHORIZATION);
    return shown || (known && !told);
  }

  /** Whether another's answer, asked for before, will do. */
  boolean takesAnothers() {
    return directives.equals(RequestDirectives.NONE) && !authorized;
  }

  /**
   * Whether it may get what is stored: to who has shown who they are, an origin may say more than
   * to others, and does not have to say so where it takes such requests for private by themselves.
   */
  boolean mayGet(StoredResponse stored) {
    return !authorized || stored.terms().forAuthorized();
  }

  /** For what it may use what is stored. */
  Use use(StoredResponse stored, CachePolicy policy, long now) {
    return Use.of(
        directives, stored.terms(), stored.freshness(), policy.staleWhileRevalidate(), now);
  }

  /**
   * Whether the origin may refuse because of the version that the request is about: that says
   * nothing to others.
   */
  static boolean isConditionalOnOrigin(HttpHeaders request) {
    return request.contains(HttpHeaderNames.IF_MATCH)
        || request.contains(HttpHeaderNames.IF_UNMODIFIED_SINCE);
  }
}
