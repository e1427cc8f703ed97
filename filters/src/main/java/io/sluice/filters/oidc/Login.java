package io.sluice.filters.oidc;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.filters.auth.CredentialPlace;
import io.sluice.filters.auth.Sha256;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.Authentication;
import io.sluice.gateway.api.Authenticator.Later;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The authorization-code flow with PKCE (OpenID Connect Core 1.0 section 3.1, RFC 7636, RFC 9700):
 * leads a user to the provider, and takes them in when they come back.
 *
 * <p>What comes back counts only in the browser that was sent there: it must have the cookie of
 * that very login. Where the user goes then is what they first asked for here, and nothing that a
 * request says later.
 */
final class Login {
  private static final GatewayError NO_HOST =
      GatewayError.client(400, "host_missing").withDetail("A login needs the request's host.");
  private static final GatewayError NEEDS_HTTPS =
      GatewayError.client(403, "login_needs_https")
          .withDetail("Users log in over https: the cookies for that are sent over nothing else.");
  private static final GatewayError UNKNOWN =
      GatewayError.client(400, "login_unknown")
          .withDetail("This login has not begun in this browser, or is over. Begin again.");
  private static final GatewayError DENIED =
      GatewayError.client(403, "login_denied").withDetail("The provider did not let the user in.");
  private static final GatewayError NOT_GET =
      GatewayError.client(405, "login_not_get").withDetail("A login ends with a GET.");

  /** Errors that a provider may name (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6). */
  private static final Set<String> ERRORS =
      Set.of(
          "access_denied",
          "invalid_request",
          "unauthorized_client",
          "unsupported_response_type",
          "invalid_scope",
          "server_error",
          "temporarily_unavailable",
          "interaction_required",
          "login_required",
          "account_selection_required",
          "consent_required");

  /** Hosts that browsers take for secure without https. */
  private static final String[] LOOPBACK = {"localhost", "127.0.0.1", "[::1]"};

  private static final int LONGEST_TARGET = 2000;
  private static final int LONGEST_CODE = 4096;
  private static final String[] ONCE = {"state", "code", "iss", "error"};

  /**
   * What it is made of.
   *
   * @param clock seconds since 1970
   */
  record Parts(
      OidcConfig config,
      String scope,
      Provider provider,
      TokenClient tokens,
      IdTokens idTokens,
      Sessions sessions,
      CookieJar jar,
      SpentLogins spent,
      RouteCounters counters,
      LongSupplier clock) {}

  private final Parts parts;
  private final CredentialPlace[] once = new CredentialPlace[ONCE.length];

  Login(Parts parts) {
    this.parts = parts;
    for (int i = 0; i < ONCE.length; i++) {
      once[i] = CredentialPlace.query(ONCE[i]);
    }
  }

  /** Scheme and authority that browsers know the gateway by; null = the request does not say. */
  @Nullable String base(Exchange exchange) {
    String said = parts.config.redirectUriBase();
    if (said != null) {
      return said;
    }
    String host = exchange.requestHeaders().get(HttpHeaderNames.HOST);
    return host == null || host.isEmpty() ? null : exchange.scheme() + "://" + host;
  }

  // ---- there

  /** Leads the user to the provider. */
  void begin(Exchange exchange, @Nullable RequestCookies cookies) {
    Provider.Known known = parts.provider.known();
    String base = base(exchange);
    if (known == null || base == null || !isSafe(base)) {
      Answers.fail(
          exchange,
          known == null ? OidcException.UNAVAILABLE : base == null ? NO_HOST : NEEDS_HTTPS);
      return;
    }
    long now = parts.clock.getAsLong();
    byte[] random = new byte[4 + 16 + 16 + 32];
    parts.provider.random().nextBytes(random);
    HexFormat hex = HexFormat.of();
    PendingLogin pending =
        new PendingLogin(
            hex.toHexDigits((int) now) + hex.formatHex(random, 0, 4) + text(random, 4, 16),
            text(random, 20, 16),
            text(random, 36, 32),
            base + parts.config.redirectPath(),
            base,
            target(exchange),
            now);
    FormParameters form =
        new FormParameters()
            .add("response_type", "code")
            .add("client_id", parts.config.clientId())
            .add("redirect_uri", pending.redirectUri())
            .add("scope", parts.scope)
            .add("state", pending.state())
            .add("nonce", pending.nonce())
            .add("code_challenge", encoded(Sha256.bytes(pending.verifier())))
            .add("code_challenge_method", "S256");
    parts.config.loginParameters().forEach(form::add);
    parts.jar.keep(exchange, cookies, pending);
    parts.counters.increment(Event.LOGIN_BEGUN);
    Answers.redirect(exchange, 302, form.behind(known.discovery().authorization().toString()));
  }

  /** Whether browsers send the cookies back: without that logins would go round in circles. */
  private boolean isSafe(String base) {
    if (!parts.config.cookieSecure() || base.startsWith("https:")) {
      return true;
    }
    String authority = base.substring("http://".length());
    for (String loopback : LOOPBACK) {
      if (authority.equals(loopback) || authority.startsWith(loopback + ':')) {
        return true;
      }
    }
    return false;
  }

  private static String text(byte[] random, int from, int length) {
    byte[] part = new byte[length];
    System.arraycopy(random, from, part, 0, length);
    return encoded(part);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What the user asks for; a page that is too long to name is left out. */
  private static String target(Exchange exchange) {
    String query = exchange.query();
    String target = query == null ? exchange.path() : exchange.path() + '?' + query;
    boolean plain = target.length() <= LONGEST_TARGET;
    for (int i = 0; plain && i < target.length(); i++) {
      plain = target.charAt(i) > ' ' && target.charAt(i) < 0x7f;
    }
    return plain ? target : "/";
  }

  // ---- and back

  /** Takes the user in who comes back from the provider. */
  Authentication end(Exchange exchange, @Nullable RequestCookies cookies, Later later) {
    if (!exchange.method().equals("GET")) {
      exchange.responseHeaders().set(HttpHeaderNames.ALLOW, "GET");
      return failed(exchange, NOT_GET);
    }
    long now = parts.clock.getAsLong();
    PendingLogin pending = cookies == null ? null : login(exchange, cookies, now);
    if (cookies == null || pending == null) {
      return unknown(exchange, cookies, now);
    }
    Provider.Known known = parts.provider.known();
    if (known == null) {
      return failed(exchange, OidcException.UNAVAILABLE);
    }
    if (!parts.spent.hasRoom()) {
      return failed(exchange, OidcException.OVERLOADED);
    }
    parts.jar.drop(exchange, pending.id());
    if (!parts.spent.spend(pending)) {
      return unknown(exchange, cookies, now);
    }
    String issuer = exchange.queryParameter("iss");
    if (issuer == null
        ? known.discovery().namesIssuer()
        : !issuer.equals(parts.provider.issuer())) { // RFC 9207 section 2.4
      return failed(exchange, OidcException.NONCE);
    }
    String code = exchange.queryParameter("code");
    if (exchange.queryParameter("error") != null) {
      return refused(exchange, exchange.queryParameter("error"));
    }
    if (code == null || code.isEmpty() || code.length() > LONGEST_CODE) {
      return failed(exchange, UNKNOWN);
    }
    session(known, pending, code)
        .whenComplete(
            (session, failure) ->
                exchange
                    .executor()
                    .execute(
                        () -> {
                          conclude(exchange, cookies, pending, session, failure);
                          later.found(exchange, Authentication.ANSWERED);
                        }));
    return Authentication.PENDING;
  }

  /** The login that the request is the end of; null = none that has begun here. */
  private @Nullable PendingLogin login(Exchange exchange, RequestCookies cookies, long now) {
    for (CredentialPlace parameter : once) {
      if (parameter.isRepeated(exchange)) {
        return null;
      }
    }
    String state = exchange.queryParameter("state");
    if (state == null || state.length() <= PendingLogin.ID_LENGTH) {
      return null;
    }
    PendingLogin pending = parts.jar.login(cookies, state.substring(0, PendingLogin.ID_LENGTH));
    return pending != null
            && MessageDigest.isEqual(bytes(state), bytes(pending.state()))
            && pending.isValidAt(now)
        ? pending
        : null;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A page that was left open, or asked for again: whoever is logged in need not care. */
  private Authentication unknown(Exchange exchange, @Nullable RequestCookies cookies, long now) {
    Session session = cookies == null ? null : parts.jar.session(cookies);
    String base = base(exchange);
    if (session == null || now >= session.ends() || base == null) {
      return failed(exchange, UNKNOWN);
    }
    Answers.redirect(exchange, 302, base + '/');
    return Authentication.ANSWERED;
  }

  private Authentication refused(Exchange exchange, @Nullable String error) {
    String known = error != null && ERRORS.contains(error) ? error : "other";
    exchange.note("login=" + known);
    boolean passes = known.equals("server_error") || known.equals("temporarily_unavailable");
    return failed(exchange, passes ? OidcException.UNAVAILABLE : DENIED);
  }

  private Authentication failed(Exchange exchange, GatewayError why) {
    parts.counters.increment(Event.LOGIN_FAILED);
    Answers.fail(exchange, why);
    return Authentication.ANSWERED;
  }

  private CompletableFuture<Session> session(
      Provider.Known known, PendingLogin pending, String code) {
    return parts
        .tokens
        .exchange(known.discovery(), pending, code)
        .thenCompose(
            tokens -> {
              String id = tokens.id();
              CompletableFuture<Map<String, Object>> claims =
                  id == null
                      ? CompletableFuture.failedFuture(new OidcException(OidcException.UNAVAILABLE))
                      : parts.idTokens.claims(known.keys(), id, pending.nonce(), tokens.access());
              return claims.thenCompose(said -> session(tokens, said));
            });
  }

  private CompletableFuture<Session> session(Tokens tokens, Map<String, Object> claims) {
    try {
      long now = parts.clock.getAsLong();
      return CompletableFuture.completedFuture(parts.sessions.begun(tokens, claims, now));
    } catch (OidcException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void conclude(
      Exchange exchange,
      RequestCookies cookies,
      PendingLogin pending,
      @Nullable Session session,
      @Nullable Throwable failure) {
    if (session == null) {
      failed(exchange, failure == null ? GatewayError.INTERNAL : OidcException.error(failure));
    } else if (parts.jar.keep(exchange, cookies, session, parts.clock.getAsLong())) {
      parts.counters.increment(Event.LOGIN_DONE);
      Answers.redirect(exchange, 302, pending.base() + pending.target());
    } else {
      failed(exchange, OidcException.TOO_LARGE);
    }
  }
}
