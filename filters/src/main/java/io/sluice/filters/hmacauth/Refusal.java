package io.sluice.filters.hmacauth;

import io.sluice.gateway.api.GatewayError;

/**
 * Why a signature does not count. An exception without a stack trace, because what is read of a
 * signature is nested and each part may refuse it; it never leaves this package.
 */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** In a message to the client, of what the client has written. */
  private static final int LONGEST_QUOTE = 64;

  private final transient GatewayError error;

  private Refusal(GatewayError error) {
    super(error.reason(), null, false, false);
    this.error = error;
  }

  /** What cannot be read, or must not be guessed. */
  static Refusal malformed(String detail) {
    return new Refusal(GatewayError.client(400, "signature_malformed").withDetail(detail));
  }

  /** It is no signature of this request by a key that is known. */
  static Refusal invalid(String detail) {
    return new Refusal(GatewayError.client(401, "signature_invalid").withDetail(detail));
  }

  /** The same in words that do not tell a wrong signature from a key that nobody has. */
  static Refusal wrong() {
    return invalid("It is no signature of this request by a key that is known.");
  }

  /** It does not say or cover what it has to. */
  static Refusal insufficient(String detail) {
    return new Refusal(GatewayError.client(401, "signature_insufficient").withDetail(detail));
  }

  /** Not of this time. */
  static Refusal expired(String detail) {
    return new Refusal(GatewayError.client(401, "signature_expired").withDetail(detail));
  }

  GatewayError error() {
    return error;
  }

  /** A client's own words, to show them to it. */
  static String quote(String text) {
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
  }
}
