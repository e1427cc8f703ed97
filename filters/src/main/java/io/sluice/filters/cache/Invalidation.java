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
 * Content-Location, of the same host; on whatever route a GET of them is.
 *
 * @param exchange the request, answered
 * @param policy of its route
 */
record Invalidation(Exchange exchange, SharedCache cache, CachePolicy policy) {

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
   * Takes out what is out of date.
   *
   * @param own what the request is about, on its own route
   * @param query of the request as the cache has found it
   */
  void run(CacheKey own, @Nullable String query) {
    cache.remove(policy, own);
    remove(exchange.path(), query, own);
    removeNamed(HttpHeaderNames.LOCATION, own);
    removeNamed(HttpHeaderNames.CONTENT_LOCATION, own);
  }

  private void removeNamed(CharSequence field, CacheKey done) {
    String value = exchange.responseHeaders().get(field);
    URI address = value == null ? null : resolved(value);
    if (address != null && address.getRawPath() != null && isOfHost(address)) {
      String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
      remove(path, address.getRawQuery(), done);
    }
  }

  /** Those who read it may be on another route than those who write. */
  private void remove(String path, @Nullable String query, CacheKey done) {
    Exchange read = exchange.asGetOf(query == null ? path : path + '?' + query);
    CachePolicy its = read == null ? null : cache.policies().of(read.routeId());
    if (read != null && its != null) {
      CacheKey key = its.keys().of(read);
      if (!key.address().equals(done.address())) {
        cache.remove(its, key);
      }
    }
  }

  private @Nullable URI resolved(String value) {
    String reference = value.strip();
    String own = exchange.scheme() + "://" + exchange.authority() + exchange.path();
    try {
      return reference.startsWith("?") // which URI.resolve takes for one beside the path
          ? URI.create(own + reference)
          : URI.create(own).resolve(reference);
    } catch (IllegalArgumentException e) { // no address, so nothing is stored for it
      return null;
    }
  }

  private boolean isOfHost(URI address) {
    String scheme = address.getScheme();
    return address.getRawAuthority() != null
        && withPort(scheme, address.getRawAuthority())
            .equals(withPort(exchange.scheme(), exchange.authority()));
  }

  /** A host may have characters that {@link URI#getHost} does not know. */
  private static String withPort(String scheme, String authority) {
    int colon = Authority.portAt(authority);
    boolean named = colon >= 0 && colon < authority.length() - 1;
    String host = named || colon < 0 ? authority : authority.substring(0, colon);
    String port = named ? "" : scheme.equalsIgnoreCase("https") ? ":443" : ":80";
    return host.toLowerCase(Locale.ROOT) + port;
  }
}
