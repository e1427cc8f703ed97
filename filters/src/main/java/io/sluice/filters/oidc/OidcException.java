package io.sluice.filters.oidc;

import io.sluice.filters.jwt.Flaw;
import io.sluice.gateway.api.GatewayError;
import java.util.concurrent.CompletionException;

/** Why a login or a session comes to nothing; without a stack trace, as it may come often. */
final class OidcException extends Exception {
  private static final long serialVersionUID = 1L;

  static final GatewayError UNAVAILABLE =
      GatewayError.gateway(503, "provider_unavailable")
          .withDetail("The provider at which users log in does not answer as it should.");
  static final GatewayError OVERLOADED =
      GatewayError.gateway(503, "auth_overloaded").withDetail("Too many users log in at once.");
  static final GatewayError CODE_REFUSED =
      GatewayError.client(403, "login_refused")
          .withDetail("The provider does not accept the login. Begin again.");
  static final GatewayError NONCE =
      GatewayError.client(403, "login_mixed_up").withDetail("The login is another one's.");
  static final GatewayError NO_CONSUMER =
      GatewayError.client(403, Flaw.NO_CONSUMER.reason()).withDetail(Flaw.NO_CONSUMER.words());
  static final GatewayError TOO_LARGE =
      GatewayError.gateway(500, "session_too_large")
          .withDetail("What the provider says of the user is too long for cookies.");

  private final transient GatewayError error;

  OidcException(GatewayError error) {
    super(error.reason(), null, false, false);
    this.error = error;
  }

  /** The ID token is not what it should be. */
  static OidcException of(Flaw flaw) {
    return new OidcException(GatewayError.client(403, flaw.reason()).withDetail(flaw.words()));
  }

  GatewayError error() {
    return error;
  }

  /** What is answered where this was thrown; what nobody has thought of is a defect. */
  static GatewayError error(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof OidcException known ? known.error() : GatewayError.INTERNAL;
  }
}
