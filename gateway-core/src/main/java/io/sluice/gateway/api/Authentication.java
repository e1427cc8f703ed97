package io.sluice.gateway.api;

import org.jspecify.annotations.Nullable;

/** What an {@link Authenticator} has found. */
public sealed interface Authentication {

  /** None of its credentials are in the request. */
  Authentication ABSENT = State.ABSENT;

  /** It is not known yet: {@link Authenticator.Later} hears of it. */
  Authentication PENDING = State.PENDING;

  /** The authenticator has answered the request itself. */
  Authentication ANSWERED = State.ANSWERED;

  /** Without more to say. */
  enum State implements Authentication {
    ABSENT,
    PENDING,
    ANSWERED
  }

  /** The credentials are right; may be kept with them and used again. */
  record Accepted(Identity identity) implements Authentication {}

  /**
   * There are credentials, and they are not accepted.
   *
   * @param error 400 when they cannot be read, 401 when they are wrong, 403 when who has them may
   *     not pass, 5xx when nobody can tell
   * @param challenge the field WWW-Authenticate for it; null = {@link Authenticator#challenge}
   */
  record Refused(GatewayError error, @Nullable String challenge) implements Authentication {}
}
