package io.sluice.filters.cache;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.http.Authority;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request that changes something makes of what is stored (RFC 9111 section 4.4): responses
 * for its own address go, and those for the addresses that the answer names in Location and
 * Content-Location, of the same host and route.
 */
final class Invalidation {
  private Invalidation() {}

  /** Whether a method may change something, and has, as far as is known. */
  static boolean isCause(String method, int status) {
    return status >= 200 && status < 400 && !isSafe(method);
  }

  private static boolean isSafe(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY" -> true;
      default -> false;
    };
  }

  /**
   * @param own what the request is about
   */
  static void of(Exchange exchange, CacheKey own, SharedCache cache, CachePolicy policy) {
    cache.remove(policy, own);
    named(exchange, HttpHeaderNames.LOCATION, cache, policy);
    named(exchange, HttpHeaderNames.CONTENT_LOCATION, cache, policy);
  }

  private static void named(
      Exchange exchange, CharSequence field, SharedCache cache, CachePolicy policy) {
    String value = exchange.responseHeaders().get(field);
    URI address = value == null ? null : resolved(exchange, value);
    if (address != null && address.getRawPath() != null && isOfHost(address, exchange)) {
      String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
      cache.remove(policy, policy.keys().of(exchange, path, address.getRawQuery()));
    }
  }

  private static @Nullable URI resolved(Exchange exchange, String value) {
    try {
      return URI.create(exchange.scheme() + "://" + exchange.authority() + exchange.path())
          .resolve(value.strip());
    } catch (IllegalArgumentException e) { // no address, so nothing is stored for it
      return null;
    }
  }

  private static boolean isOfHost(URI address, Exchange exchange) {
    String scheme = address.getScheme();
    return address.getRawAuthority() != null
        && withPort(scheme, address.getRawAuthority())
            .equals(withPort(exchange.scheme(), exchange.authority()));
  }

  /** A host may have characters that {@link URI#getHost} does not know. */
  private static String withPort(String scheme, String authority) {
    String port =
        Authority.portAt(authority) >= 0 ? "" : scheme.equalsIgnoreCase("https") ? ":443" : ":80";
    return authority.toLowerCase(Locale.ROOT) + port;
  }
}
