package io.sluice.filters.oidc;

import io.sluice.filters.auth.Offload;
import io.sluice.filters.jwt.Algorithm;
import io.sluice.filters.jwt.ClaimRules;
import io.sluice.filters.jwt.Claims;
import io.sluice.filters.jwt.Flaw;
import io.sluice.filters.jwt.InvalidToken;
import io.sluice.filters.jwt.Jws;
import io.sluice.filters.jwt.KeySet;
import io.sluice.filters.jwt.Keys;
import io.sluice.filters.jwt.TokenVerifier;
import io.sluice.filters.jwt.VerifiedToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies ID tokens (OpenID Connect Core 1.0 section 3.1.3.7). The client's secret is no key: a
 * token that is signed with it is refused, as those are that are not signed.
 */
final class IdTokens {
  private static final int LONGEST_SUBJECT = 255;

  private final String clientId;
  private final ClaimRules rules;
  private final Set<Algorithm> algorithms;
  private final Offload offload;
  private final LongSupplier clock;

  IdTokens(String issuer, String clientId, long leeway, Offload offload, LongSupplier clock) {
    this.clientId = clientId;
    this.rules = new ClaimRules(issuer, List.of(clientId), Map.of(), leeway, true);
    EnumSet<Algorithm> taken = EnumSet.allOf(Algorithm.class);
    taken.removeIf(algorithm -> algorithm.family() == Algorithm.Family.HMAC);
    this.algorithms = taken;
    this.offload = offload;
    this.clock = clock;
  }

  /**
   * An ID token that has come from the token endpoint.
   *
   * @param nonce that it must have; null = whichever
   * @param accessToken that has come with it
   */
  private record Case(String token, @Nullable String nonce, String accessToken) {}

  /**
   * Verifies one. Any thread; does not wait.
   *
   * @return what it says; or {@link OidcException}
   */
  CompletableFuture<Map<String, Object>> claims(
      Keys keys, String token, @Nullable String nonce, String accessToken) {
    return claims(keys, new Case(token, nonce, accessToken), false);
  }

  private CompletableFuture<Map<String, Object>> claims(Keys keys, Case seen, boolean again) {
    TokenVerifier verifier = new TokenVerifier(keys, algorithms);
    Jws jws;
    try {
      jws = verifier.read(seen.token);
    } catch (InvalidToken e) {
      return CompletableFuture.failedFuture(OidcException.of(e.flaw()));
    }
    KeySet with = keys.current();
    if (with == null) {
      return lookedUp(keys, null, jws, seen, again);
    }
    CompletableFuture<Found> found = offload.submit(() -> found(verifier, jws, with, seen));
    if (found == null) {
      return CompletableFuture.failedFuture(new OidcException(OidcException.OVERLOADED));
    }
    return found.thenCompose(
        result ->
            result.claims == null
                ? lookedUp(keys, with, jws, seen, again)
                : CompletableFuture.completedFuture(result.claims));
  }

  /**
   * What came of verifying.
   *
   * @param claims null = the key is not there
   */
  private record Found(@Nullable Map<String, Object> claims) {}

  private Found found(TokenVerifier verifier, Jws jws, KeySet with, Case seen)
      throws OidcException {
    VerifiedToken token;
    try {
      token = verifier.verify(jws, with);
    } catch (InvalidToken e) {
      throw OidcException.of(e.flaw());
    }
    if (token == null) {
      return new Found(null);
    }
    check(token.claims(), jws.algorithm(), seen);
    return new Found(token.claims().values());
  }

  private CompletableFuture<Map<String, Object>> lookedUp(
      Keys keys, @Nullable KeySet among, Jws jws, Case seen, boolean again) {
    String keyId = jws.keyId();
    Object unknown = keyId == null ? "" : keyId;
    CompletableFuture<@Nullable Void> told = new CompletableFuture<>();
    if (!again && keys.mayChange(unknown)) {
      return keys.refreshed(unknown, among, () -> told.complete(null))
          ? told.thenCompose(done -> claims(keys, seen, true))
          : CompletableFuture.failedFuture(new OidcException(OidcException.UNAVAILABLE));
    }
    return CompletableFuture.failedFuture(
        keys.current() == null || keys.isStale()
            ? new OidcException(OidcException.UNAVAILABLE)
            : OidcException.of(Flaw.KEY_UNKNOWN));
  }

  private void check(Claims said, Algorithm algorithm, Case seen) throws OidcException {
    long now = clock.getAsLong();
    Flaw flaw = rules.flawOf(said);
    if (flaw == null) {
      flaw = rules.flawAt(said, now);
    }
    if (flaw != null) {
      throw OidcException.of(flaw);
    }
    Map<String, Object> claims = said.values();
    boolean dated =
        claims.get("iat") instanceof Number issued && issued.doubleValue() <= now + rules.leeway();
    if (!dated
        || !(claims.get("sub") instanceof String subject)
        || subject.isEmpty()
        || subject.length() > LONGEST_SUBJECT) {
      throw OidcException.of(Flaw.CLAIMS);
    }
    Object party = claims.get("azp");
    boolean several = claims.get("aud") instanceof List<?> all && all.size() > 1;
    if (party == null ? several : !party.equals(clientId)) {
      throw OidcException.of(Flaw.AUDIENCE);
    }
    if (seen.nonce != null && !seen.nonce.equals(claims.get("nonce"))) {
      throw new OidcException(OidcException.NONCE);
    }
    Object hash = claims.get("at_hash");
    if (hash != null && !hash.equals(halfHash(algorithm, seen.accessToken))) {
      throw new OidcException(OidcException.NONCE);
    }
  }

  /** The left half of a hash (OpenID Connect Core 3.1.3.6), base64url. */
  static String halfHash(Algorithm algorithm, String text) {
    String name = algorithm.toString();
    String bits = name.endsWith("256") ? "256" : name.endsWith("384") ? "384" : "512";
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-" + bits).digest(text.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(hash, hash.length / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
