package io.sluice.filters.oidc;

import java.nio.BufferUnderflowException;
import org.jspecify.annotations.Nullable;

/**
 * A login that has begun: what the gateway must know when the user comes back from the provider. It
 * stands in a cookie of its own, so that several tabs can log in at once.
 *
 * @param state goes to the provider and comes back (RFC 6749 section 10.12); begins with the id
 * @param nonce must stand in the ID token (OpenID Connect Core 3.1.2.1)
 * @param verifier of which the provider has seen the hash (RFC 7636)
 * @param redirectUri where the provider sends the user back to
 * @param base scheme and authority of the gateway
 * @param target path and query that the user asked for
 * @param begun seconds since 1970
 */
record PendingLogin(
    String state,
    String nonce,
    String verifier,
    String redirectUri,
    String base,
    String target,
    long begun) {
  /** Seconds that a user has to log in. */
  static final int LONGEST = 600;

  static final int ID_LENGTH = 16;

  /** What its cookie is named by. */
  String id() {
    return state.substring(0, ID_LENGTH);
  }

  byte[] toBytes() {
    return new CookiePayload.Writer()
        .text(state)
        .text(nonce)
        .text(verifier)
        .text(redirectUri)
        .text(base)
        .text(target)
        .number(begun)
        .done();
  }

  /** Reads one; null = it is none. */
  static @Nullable PendingLogin of(byte[] bytes) {
    CookiePayload.Reader in = new CookiePayload.Reader(bytes);
    try {
      PendingLogin pending =
          new PendingLogin(
              in.text(), in.text(), in.text(), in.text(), in.text(), in.text(), in.number());
      return in.isDone() && pending.state.length() > ID_LENGTH ? pending : null;
    } catch (BufferUnderflowException e) {
      return null;
    }
  }

  /** Whether the time to log in is not over. */
  boolean isValidAt(long now) {
    return now < begun + LONGEST && now >= begun - LONGEST;
  }

  /** Nothing that its login depends on. */
  @Override
  public String toString() {
    return "login";
  }
}
