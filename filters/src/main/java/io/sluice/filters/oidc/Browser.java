package io.sluice.filters.oidc;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.sluice.gateway.api.Exchange;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a request says of the browser that sends it. */
final class Browser {
  private static final AsciiString FETCH_MODE = AsciiString.cached("sec-fetch-mode");
  private static final AsciiString FETCH_SITE = AsciiString.cached("sec-fetch-site");

  private Browser() {}

  /**
   * Whether a user goes to a page, and so can be led to another one. A script or an image would be
   * led there too, and show nothing of it.
   */
  static boolean isNavigation(Exchange exchange) {
    String method = exchange.method();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return false;
    }
    HttpHeaders headers = exchange.requestHeaders();
    String mode = headers.get(FETCH_MODE);
    if (mode != null) {
      return mode.equals("navigate");
    }
    String accept = headers.get(HttpHeaderNames.ACCEPT);
    return accept != null
        && accept.toLowerCase(Locale.ROOT).contains("text/html")
        && !headers.contains("x-requested-with");
  }

  /**
   * Whether one of the site's own pages, or the user alone, has asked for this: another site must
   * not be able to log users out. A browser that says neither its site nor its origin is believed
   * if it posts.
   *
   * @param base scheme and authority of the gateway
   */
  static boolean isOwnSite(Exchange exchange, @Nullable String base) {
    HttpHeaders headers = exchange.requestHeaders();
    String site = headers.get(FETCH_SITE);
    if (site != null) {
      return !site.equals("cross-site");
    }
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    if (origin != null) {
      return origin.equals(base);
    }
    String referer = headers.get(HttpHeaderNames.REFERER);
    if (referer != null) {
      return base != null && (referer.equals(base) || referer.startsWith(base + '/'));
    }
    return exchange.method().equals("POST");
  }
}
