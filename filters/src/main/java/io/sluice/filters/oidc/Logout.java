package io.sluice.filters.oidc;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Logs a user out: here, by taking the cookie back; at the provider, by leading the browser there
 * (OpenID Connect RP-Initiated Logout 1.0) and by revoking the refresh token (RFC 7009).
 */
final class Logout {
  private static final GatewayError CROSS_SITE =
      GatewayError.client(403, "logout_cross_site")
          .withDetail("Another site cannot log users out. Use a POST from a page of this one.");
  private static final GatewayError METHOD =
      GatewayError.client(405, "logout_method").withDetail("Log out with a POST or a GET.");

  private final OidcConfig config;
  private final Provider provider;
  private final TokenClient tokens;
  private final Renewals renewals;
  private final CookieJar jar;
  private final Login login;

  Logout(
      OidcConfig config,
      Provider provider,
      TokenClient tokens,
      Renewals renewals,
      CookieJar jar,
      Login login) {
    this.config = config;
    this.provider = provider;
    this.tokens = tokens;
    this.renewals = renewals;
    this.jar = jar;
    this.login = login;
  }

  /**
   * Answers the request.
   *
   * @return whether anybody was logged out by it
   */
  boolean run(Exchange exchange, @Nullable RequestCookies cookies) {
    String method = exchange.method();
    if (!method.equals("POST") && !method.equals("GET")) {
      exchange.responseHeaders().set(HttpHeaderNames.ALLOW, "GET, POST");
      Answers.fail(exchange, METHOD);
      return false;
    }
    String base = login.base(exchange);
    if (!Browser.isOwnSite(exchange, base)) {
      Answers.fail(exchange, CROSS_SITE);
      return false;
    }
    Provider.Known known = provider.known();
    Session session = cookies == null ? null : jar.session(cookies);
    jar.drop(exchange, cookies);
    String refreshToken = session == null ? null : session.refreshToken();
    if (refreshToken != null) {
      renewals.forget(refreshToken);
      if (known != null) {
        tokens.revoke(known.discovery(), refreshToken);
      }
    }
    String location = location(known, base);
    if (location == null) {
      Answers.say(exchange, "You are logged out.\n");
    } else {
      Answers.redirect(exchange, 303, location);
    }
    return session != null;
  }

  /** Where the browser goes then; null = nowhere. */
  private @Nullable String location(Provider.@Nullable Known known, @Nullable String base) {
    String back = config.postLogoutRedirect();
    if (back != null && back.startsWith("/")) {
      back = base == null ? null : base + back;
    }
    URI there = known == null ? null : known.discovery().endSession();
    if (there == null) {
      return back;
    }
    FormParameters form = new FormParameters().add("client_id", config.clientId());
    if (back != null) {
      form.add("post_logout_redirect_uri", back);
    }
    return form.behind(there.toString());
  }
}
