package io.sluice.filters.jwt;

import java.util.Locale;

/** Why a token is not taken: a bounded set, so that each can be a reason in logs and metrics. */
public enum Flaw {
  TOO_LONG("The token is too long."),
  MALFORMED("The token is malformed."),
  ENCRYPTED("The token is encrypted; signed ones are taken."),
  CRITICAL("The token has extensions that are not understood."),
  TYPE("The token is of another type."),
  ALGORITHM("The token is signed in a way that is not taken."),
  KEY_UNKNOWN("The token is signed by an unknown key."),
  SIGNATURE("The signature of the token is wrong."),
  CLAIMS("The claims of the token are malformed."),
  EXPIRED("The token has expired."),
  NOT_YET_VALID("The token is not valid yet."),
  NO_EXPIRY("The token never expires."),
  ISSUER("The token is from another issuer."),
  AUDIENCE("The token is for another audience."),
  NO_CONSUMER("The token does not say who calls."),
  CLAIM_REQUIRED("The token lacks a claim that is required here.");

  private final String words;

  Flaw(String words) {
    this.words = words;
  }

  /** A sentence for who sent the token; no quotes and no backslash (RFC 6750 section 3). */
  public String words() {
    return words;
  }

  /** The stable word for logs and metrics, such as {@code token_expired}. */
  public String reason() {
    return "token_" + name().toLowerCase(Locale.ROOT);
  }
}
