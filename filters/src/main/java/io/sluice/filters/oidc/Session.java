package io.sluice.filters.oidc;

import io.sluice.filters.jwt.Callers;
import io.sluice.filters.jwt.StrictJson;
import io.sluice.gateway.api.Authentication.Accepted;
import io.sluice.gateway.api.Identity;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A user who is logged in: all that is known of it stands in its cookie, and nothing in the
 * gateway. Times are seconds since 1970.
 *
 * @param subject the provider's name for the user
 * @param consumer who calls
 * @param claims JSON, of the ID token
 * @param scope what the tokens may be used for, with spaces between
 * @param ends when it ends, whatever comes
 * @param due when its tokens are to be refreshed, where they can be
 * @param expires when its tokens expire
 * @param refreshToken null = they cannot be refreshed
 * @param accessToken null = the origin does not get it
 */
record Session(
    String subject,
    String consumer,
    String claims,
    String scope,
    long ends,
    long due,
    long expires,
    @Nullable String refreshToken,
    @Nullable String accessToken) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long VERSION = 1;

  /** Claims as they stand in a session. */
  static String json(Map<String, Object> claims) {
    return JSON.writeValueAsString(claims);
  }

  byte[] toBytes() {
    return new CookiePayload.Writer()
        .number(VERSION)
        .text(subject)
        .text(consumer)
        .text(claims)
        .text(scope)
        .number(ends)
        .number(due)
        .number(expires)
        .text(refreshToken)
        .text(accessToken)
        .done();
  }

  /** Reads one; null = it is none. */
  static @Nullable Session of(byte[] bytes) {
    CookiePayload.Reader in = new CookiePayload.Reader(bytes);
    try {
      if (in.number() != VERSION) {
        return null;
      }
      Session session =
          new Session(
              in.text(),
              in.text(),
              in.text(),
              in.text(),
              in.number(),
              in.number(),
              in.number(),
              in.optionalText(),
              in.optionalText());
      return in.isDone() ? session : null;
    } catch (BufferUnderflowException e) {
      return null;
    }
  }

  /** Who calls. */
  Accepted accepted() {
    Map<String, Object> values = StrictJson.object(claims.getBytes(StandardCharsets.UTF_8));
    return new Accepted(
        new Identity(
            consumer, values == null ? Map.of() : values, Callers.scopes(Map.of("scope", scope))));
  }

  /** Not the tokens. */
  @Override
  public String toString() {
    return "session of " + consumer;
  }
}
