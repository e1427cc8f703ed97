package io.sluice.filters.oidc;

import io.sluice.filters.jwt.StrictJson;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint gives (RFC 6749 section 5.1).
 *
 * @param scope null = what was asked for
 * @param seconds that the access token lives; -1 = it does not say
 */
record Tokens(
    String access,
    @Nullable String id,
    @Nullable String refresh,
    @Nullable String scope,
    long seconds) {
  private static final long LONGEST = 10 * 365 * 86_400L;

  /** Reads an answer; null = it is none. */
  static @Nullable Tokens parse(byte[] json) {
    Map<String, Object> answer = StrictJson.object(json);
    if (answer == null
        || !(answer.get("access_token") instanceof String access)
        || !(answer.getOrDefault("token_type", "Bearer") instanceof String type)
        || !type.equalsIgnoreCase("Bearer")) {
      return null;
    }
    return new Tokens(
        access,
        text(answer, "id_token"),
        text(answer, "refresh_token"),
        text(answer, "scope"),
        seconds(answer.get("expires_in")));
  }

  private static @Nullable String text(Map<String, Object> answer, String name) {
    return answer.get(name) instanceof String text && !text.isEmpty() ? text : null;
  }

  /** A number; some providers write it as text. */
  private static long seconds(@Nullable Object value) {
    if (value instanceof Number number) {
      double seconds = number.doubleValue();
      return seconds >= 0 && seconds <= LONGEST ? (long) seconds : -1;
    }
    return value instanceof String text && text.matches("[0-9]{1,8}") ? Long.parseLong(text) : -1;
  }

  /** The error that an answer names (RFC 6749 section 5.2); empty = none. */
  static String error(byte[] json) {
    Map<String, Object> answer = StrictJson.object(json);
    Object error = answer == null ? null : answer.get("error");
    return error instanceof String text && text.matches("[a-z_]{1,64}") ? text : "";
  }

  /** None of them. */
  @Override
  public String toString() {
    return "tokens";
  }
}
