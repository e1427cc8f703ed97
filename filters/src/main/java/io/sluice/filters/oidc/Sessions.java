package io.sluice.filters.oidc;

import io.sluice.filters.jwt.Callers;
import io.sluice.gateway.api.Identity;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Makes sessions of what a provider says. Immutable; any thread. */
final class Sessions {
  /** Of the token itself, and of no use once it is verified. */
  private static final Set<String> PROTOCOL =
      Set.of(
          "iss", "aud", "exp", "iat", "nbf", "nonce", "at_hash", "c_hash", "s_hash", "jti", "azp");

  private static final long USUAL_LIFE = 300; // of tokens that do not say

  private final Callers callers;
  private final Set<String> needed = new HashSet<>();
  private final Set<String> wanted;
  private final boolean keepsAccessToken;
  private final String scope;
  private final long ttl;
  private final long leeway;

  Sessions(OidcConfig config, Callers callers, String scope) {
    this.callers = callers;
    this.wanted = Set.copyOf(config.sessionClaims());
    config.claimsToHeaders().keySet().forEach(claim -> needed.add(first(claim)));
    this.keepsAccessToken = config.accessTokenHeader() != null;
    this.scope = scope;
    this.ttl = config.sessionTtl().toSeconds();
    this.leeway = config.leeway().toSeconds();
  }

  /** Names of the claims that sessions keep; where all are kept, those beside the usual ones. */
  Set<String> claims() {
    Set<String> claims = new HashSet<>(needed);
    if (wanted.isEmpty()) {
      claims.retainAll(PROTOCOL);
      claims.add(""); // for all others
    } else {
      claims.addAll(wanted);
    }
    return claims;
  }

  /** The claim in which a path begins. */
  private static String first(String path) {
    if (!path.startsWith("/")) {
      return path;
    }
    int end = path.indexOf('/', 1);
    return path.substring(1, end < 0 ? path.length() : end).replace("~1", "/").replace("~0", "~");
  }

  /**
   * Of a login.
   *
   * @param claims of the ID token
   * @param now seconds since 1970
   */
  Session begun(Tokens tokens, Map<String, Object> claims, long now) throws OidcException {
    return new Session(
        Objects.toString(claims.get("sub")),
        consumer(claims),
        Session.json(kept(claims)),
        Objects.requireNonNullElse(tokens.scope(), scope),
        now + ttl,
        due(tokens, now),
        now + life(tokens),
        tokens.refresh(),
        keepsAccessToken ? tokens.access() : null);
  }

  /** Of a session and what came of refreshing it. */
  Session renewed(Session before, Renewals.Renewed by) throws OidcException {
    Map<String, Object> claims = by.claims();
    Tokens tokens = by.tokens();
    if (claims != null && !before.subject().equals(claims.get("sub"))) { // Core 12.2
      throw new OidcException(OidcException.NONCE);
    }
    return new Session(
        before.subject(),
        claims == null ? before.consumer() : consumer(claims),
        claims == null ? before.claims() : Session.json(kept(claims)),
        Objects.requireNonNullElse(tokens.scope(), before.scope()),
        before.ends(),
        due(tokens, by.at()),
        by.at() + life(tokens),
        Objects.requireNonNullElse(tokens.refresh(), before.refreshToken()),
        keepsAccessToken ? tokens.access() : null);
  }

  private static long life(Tokens tokens) {
    return tokens.seconds() < 0 ? USUAL_LIFE : tokens.seconds();
  }

  /** Before they expire, so that the origin gets none that has expired on the way. */
  private long due(Tokens tokens, long now) {
    long life = life(tokens);
    return now + life - Math.min(leeway, life / 4);
  }

  private String consumer(Map<String, Object> claims) throws OidcException {
    Identity caller = callers.of(claims);
    if (caller == null) {
      throw new OidcException(OidcException.NO_CONSUMER);
    }
    return caller.consumer();
  }

  private Map<String, Object> kept(Map<String, Object> claims) {
    Map<String, Object> kept = new LinkedHashMap<>();
    claims.forEach(
        (name, value) -> {
          boolean chosen = wanted.isEmpty() ? !PROTOCOL.contains(name) : wanted.contains(name);
          if (chosen || needed.contains(name)) {
            kept.put(name, value);
          }
        });
    return kept;
  }
}
