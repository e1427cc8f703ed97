package io.sluice.filters.jwtauth;

import io.sluice.filters.jwt.Callers;
import io.sluice.filters.jwt.ClaimRules;
import io.sluice.filters.jwt.Flaw;
import io.sluice.filters.jwt.VerifiedToken;
import io.sluice.gateway.api.Authentication.Accepted;
import io.sluice.gateway.api.Identity;

/**
 * What a token comes to for as long as it lives. Filters whose judges are equal share what they
 * have found out.
 *
 * @param callers how a token says who calls
 */
record Judge(ClaimRules rules, Callers callers) {

  /** An {@link Accepted}, or the {@link Flaw} for which the token is refused. */
  Object judged(VerifiedToken token) {
    Flaw flaw = rules.flawOf(token.claims());
    if (flaw != null) {
      return flaw;
    }
    Identity caller = callers.of(token.claims().values());
    return caller == null ? Flaw.NO_CONSUMER : new Accepted(caller);
  }
}
