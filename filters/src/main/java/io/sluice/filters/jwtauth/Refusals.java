package io.sluice.filters.jwtauth;

import io.sluice.filters.auth.Challenges;
import io.sluice.filters.jwt.Flaw;
import io.sluice.gateway.api.Authentication.Refused;
import io.sluice.gateway.api.GatewayError;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What is answered to who is not let in (RFC 6750 section 3); made once for each filter. */
final class Refusals {
  private final Map<Flaw, Refused> byFlaw = new EnumMap<>(Flaw.class);
  private final String challenge;

  /** More than one token: whoever reads the other one would see another caller. */
  final Refused repeated;

  /** Something stands where the token should, but it is none of the form. */
  final Refused unreadable;

  /** The caller is not one of the consumers. */
  final Refused unknownConsumer;

  /** Keys to verify by are not there. */
  final Refused noKeys;

  Refusals(String realm) {
    challenge = Challenges.of("Bearer", realm);
    repeated = invalidRequest("token_repeated", "The request has more than one token.");
    unreadable = invalidRequest("token_unreadable", "The request has no token where it should.");
    unknownConsumer =
        new Refused(
            GatewayError.client(403, "consumer_unknown")
                .withDetail("The caller is not one of the consumers."),
            null);
    noKeys =
        new Refused(
            GatewayError.gateway(503, "keys_unavailable")
                .withDetail("The keys to verify the token by are not there."),
            null);
    for (Flaw flaw : Flaw.values()) {
      byFlaw.put(flaw, refused(flaw));
    }
  }

  private Refused invalidRequest(String reason, String words) {
    return new Refused(
        GatewayError.client(400, reason).withDetail(words), challenged("invalid_request", words));
  }

  private Refused refused(Flaw flaw) {
    if (flaw == Flaw.CLAIM_REQUIRED) { // the token is right; its owner may not pass
      return new Refused(
          GatewayError.client(403, flaw.reason()).withDetail(flaw.words()),
          challenged("insufficient_scope", flaw.words()));
    }
    return new Refused(
        GatewayError.client(401, flaw.reason()).withDetail(flaw.words()),
        challenged("invalid_token", flaw.words()));
  }

  private String challenged(String error, String words) {
    return challenge
        + ", error="
        + Challenges.quoted(error)
        + ", error_description="
        + Challenges.quoted(words);
  }

  /** For who shows no token. */
  String challenge() {
    return challenge;
  }

  Refused of(Flaw flaw) {
    return Objects.requireNonNull(byFlaw.get(flaw));
  }
}
