package io.sluice.filters.cache.store;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.http.Authority;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an origin is told of the address, as a part of the key where it is not the usual way: an
 * origin that makes links of it makes others then, and whoever may choose it would choose the links
 * that others get ("cache poisoning"). Of other ways than the usual ones each has a key of its own.
 */
final class KeySpelling {
  private static final String HOST_MEMBER = "host=";

  private KeySpelling() {}

  /** Appends nothing for the usual way. */
  static void append(StringBuilder to, Exchange exchange) {
    String authority = exchange.authority();
    int port = Authority.portAt(authority);
    boolean counted = port >= 0 && !isUsual(exchange.scheme(), authority);
    int usual = exchange.host().length() + (counted ? authority.length() - port : 0);
    if (authority.length() != usual) { // a dot, a usual port
      CacheKey.append(to.append('s'), authority);
    }
    if (exchange.isFromTrustedProxy()) {
      HttpHeaders request = exchange.requestHeaders();
      CacheKey.append(to.append('t'), request.get("x-forwarded-host"));
      CacheKey.append(to, request.get("x-forwarded-port"));
      CacheKey.append(to, request.get("x-forwarded-prefix"));
      CacheKey.append(to, hosts(request));
    }
  }

  /** Whether a port is the one that need not be named. */
  static boolean isUsual(String scheme, String authority) {
    return authority.endsWith(scheme.equals("https") ? ":443" : ":80");
  }

  /** What proxies in front have said of the host in Forwarded (RFC 7239 section 5.3). */
  private static @Nullable String hosts(HttpHeaders request) {
    List<String> lines = request.getAll("forwarded");
    if (lines.isEmpty()) {
      return null;
    }
    StringBuilder hosts = new StringBuilder();
    for (String line : lines) {
      String all = line.toLowerCase(Locale.ROOT);
      for (int at = all.indexOf(HOST_MEMBER); at >= 0; at = all.indexOf(HOST_MEMBER, at + 1)) {
        int end = at;
        while (end < all.length() && ";,".indexOf(all.charAt(end)) < 0) {
          end++;
        }
        hosts.append(all, at, end).append(';');
      }
    }
    return hosts.length() == 0 ? null : hosts.toString();
  }
}
