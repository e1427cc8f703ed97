package io.sluice.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.gateway.api.GatewayError;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of other sites out while no token is asked for. A browser sends a plain POST without
 * a body wherever a page wants it (cross-site request forgery, CWE-352), and only keeps the answer
 * from the page; but it says which site the page is of.
 */
final class CrossSite {
  private static final GatewayError OTHER_SITE =
      GatewayError.client(403, "cross_site")
          .withDetail("The request comes from a page of another site.");

  /** Where the user has typed the address, there is no site. */
  private static final Set<String> OWN = Set.of("same-origin", "none");

  private CrossSite() {}

  /** Why this request may not pass; null when it may. */
  static @Nullable GatewayError refusal(HttpHeaders headers, @Nullable String authority) {
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    boolean own =
        origin == null
            || origin.equalsIgnoreCase("http://" + authority)
            || origin.equalsIgnoreCase("https://" + authority);
    String site = headers.get("sec-fetch-site");
    return own && (site == null || OWN.contains(site)) ? null : OTHER_SITE;
  }
}
