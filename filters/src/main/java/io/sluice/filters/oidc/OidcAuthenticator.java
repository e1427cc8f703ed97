package io.sluice.filters.oidc;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.sluice.filters.auth.Challenges;
import io.sluice.filters.auth.ConsumerField;
import io.sluice.filters.jwt.ClaimFields;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.Authenticator;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.FieldValues;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.api.Slot;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows users by the session in their cookie.
 *
 * <p>A session that cannot be read, or is over, is none at all: its user is led to where they log
 * in, as anybody without one. One whose tokens have run out is refreshed before the request goes
 * on, off the event loop, once for all requests that come with it.
 */
final class OidcAuthenticator implements Authenticator {
  private static final Refused REPEATED =
      new Refused(
          GatewayError.client(400, "session_repeated")
              .withDetail("The request has more than one session cookie."),
          null);

  /**
   * What it is made of.
   *
   * @param accessToken the field for it; null = the origin does not get it
   * @param clock seconds since 1970
   */
  record Parts(
      OidcConfig config,
      Provider provider,
      TokenClient tokens,
      IdTokens idTokens,
      Renewals renewals,
      Sessions sessions,
      CookieJar jar,
      Login login,
      Logout logout,
      ConsumerField consumerField,
      ClaimFields claimFields,
      @Nullable AsciiString accessToken,
      Slot<RequestCookies> slot,
      RouteCounters counters,
      LongSupplier clock) {}

  private final Parts parts;
  private final String redirectPath;
  private final String logoutPath;
  private final String challenge;
  private final @Nullable AsciiString own; // tells the origin the access token
  private final long leeway;

  OidcAuthenticator(Parts parts) {
    this.parts = parts;
    this.redirectPath = parts.config.redirectPath();
    this.logoutPath = parts.config.logoutPath();
    this.leeway = parts.config.leeway().toSeconds();
    this.challenge =
        Challenges.of("Cookie", parts.config.realm())
            + ", cookie-name="
            + Challenges.quoted(parts.jar.name());
    AsciiString field = parts.accessToken;
    this.own = field == null || isAuthorization(field) ? null : field;
  }

  /** Another way to authenticate may read that one; it is replaced once this way lets in. */
  private static boolean isAuthorization(AsciiString field) {
    return HttpHeaderNames.AUTHORIZATION.contentEqualsIgnoreCase(field);
  }

  @Override
  public void cleanse(Exchange exchange) {
    parts.consumerField.cleanse(exchange);
    parts.claimFields.cleanse(exchange);
    if (own != null) {
      exchange.reserve(own);
    }
    RequestCookies cookies = parts.jar.take(exchange);
    if (cookies != null) {
      exchange.set(parts.slot, cookies);
    }
  }

  @Override
  public String challenge() {
    return challenge;
  }

  @Override
  public boolean invites(Exchange exchange) {
    if (!Browser.isNavigation(exchange)) {
      return false;
    }
    parts.login.begin(exchange, exchange.get(parts.slot));
    return true;
  }

  @Override
  public Authentication authenticate(Exchange exchange, Later later) {
    RequestCookies cookies = exchange.get(parts.slot);
    if (cookies != null && cookies.isRepeated()) {
      return REPEATED;
    }
    String path = exchange.path();
    if (path.equals(redirectPath)) {
      return parts.login.end(exchange, cookies, later);
    }
    if (path.equals(logoutPath)) {
      if (parts.logout.run(exchange, cookies)) {
        parts.counters.increment(Event.LOGOUT);
      }
      return Authentication.ANSWERED;
    }
    Session session = cookies == null ? null : parts.jar.session(cookies);
    long now = parts.clock.getAsLong();
    if (cookies == null || session == null || now >= session.ends()) {
      return Authentication.ABSENT;
    }
    if (session.refreshToken() == null || now < session.due()) {
      return accepted(cookies, session);
    }
    return renew(exchange, later, cookies, session);
  }

  private static Authentication accepted(RequestCookies cookies, Session session) {
    cookies.session(session);
    return session.accepted();
  }

  // ---- refresh

  private Authentication renew(
      Exchange exchange, Later later, RequestCookies cookies, Session session) {
    Provider.Known known = parts.provider.known();
    String refreshToken = session.refreshToken();
    if (known == null || refreshToken == null) {
      return undecided(cookies, session, OidcException.UNAVAILABLE);
    }
    CompletableFuture<Renewals.Renewed> found =
        parts.renewals.of(refreshToken, () -> renewal(known, refreshToken));
    found.whenComplete(
        (renewed, failure) ->
            exchange
                .executor()
                .execute(
                    () ->
                        later.found(
                            exchange, renewed(exchange, cookies, session, renewed, failure))));
    return Authentication.PENDING;
  }

  private CompletableFuture<Renewals.Renewed> renewal(Provider.Known known, String refreshToken) {
    return parts
        .tokens
        .renew(known.discovery(), refreshToken)
        .thenCompose(
            tokens -> {
              long at = parts.clock.getAsLong();
              String id = tokens.id();
              CompletableFuture<@Nullable Map<String, Object>> claims =
                  id == null
                      ? CompletableFuture.completedFuture(null)
                      : parts
                          .idTokens
                          .claims(known.keys(), id, null, tokens.access())
                          .thenApply(said -> said);
              return claims.thenApply(said -> new Renewals.Renewed(tokens, said, at));
            });
  }

  private Authentication renewed(
      Exchange exchange,
      RequestCookies cookies,
      Session before,
      Renewals.@Nullable Renewed renewed,
      @Nullable Throwable failure) {
    if (renewed == null) {
      GatewayError why = failure == null ? GatewayError.INTERNAL : OidcException.error(failure);
      if (why.status() >= 500) {
        parts.counters.increment(Event.REFRESH_FAILED);
        return undecided(cookies, before, why);
      }
      parts.counters.increment(Event.REFRESH_REFUSED);
      return Authentication.ABSENT; // the provider has ended it
    }
    try {
      Session session = parts.sessions.renewed(before, renewed);
      if (!parts.jar.keep(exchange, cookies, session, parts.clock.getAsLong())) {
        return new Refused(OidcException.TOO_LARGE, null);
      }
      parts.counters.increment(Event.REFRESHED);
      return accepted(cookies, session);
    } catch (OidcException e) {
      return new Refused(e.error(), null);
    }
  }

  /** Nobody can tell whether the session still stands: it does for as long as its tokens do. */
  private Authentication undecided(RequestCookies cookies, Session session, GatewayError why) {
    if (parts.clock.getAsLong() < session.expires() + leeway) {
      return accepted(cookies, session);
    }
    return new Refused(why, null); // and no field: another way may let the exchange in
  }

  // ---- the origin

  /**
   * Where the origin gets the access token in Authorization, it takes what stands there for one
   * that the gateway has brought: what the client has put there goes, unless it is a token by which
   * another way has let it in.
   */
  @Override
  public void passedOver(Exchange exchange, @Nullable Authenticator by) {
    AsciiString field = parts.accessToken;
    if (field != null && isAuthorization(field) && (by == null || !by.shows(field))) {
      exchange.requestHeaders().remove(field);
    }
  }

  @Override
  public void admit(Exchange exchange, Identity identity) {
    parts.consumerField.tell(exchange, identity);
    parts.claimFields.tell(exchange, identity.claims());
    AsciiString field = parts.accessToken;
    RequestCookies cookies = exchange.get(parts.slot);
    Session session = cookies == null ? null : cookies.session();
    if (field == null) {
      return;
    }
    String token = session == null ? null : session.accessToken();
    if (token == null || FieldValues.firstForbidden(token) >= 0) {
      exchange.requestHeaders().remove(field);
    } else {
      exchange.requestHeaders().set(field, isAuthorization(field) ? "Bearer " + token : token);
    }
  }
}
