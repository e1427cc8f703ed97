package io.sluice.filters.cache;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.rules.RequestDirectives;
import io.sluice.filters.cache.store.CacheKey;
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

  /** Whether the request can be answered by what is stored alone, so that it is not stored for. */
  static boolean isPartial(HttpHeaders request) {
    return request.contains(HttpHeaderNames.RANGE)
        || request.contains(HttpHeaderNames.IF_MATCH)
        || request.contains(HttpHeaderNames.IF_UNMODIFIED_SINCE);
  }
}
