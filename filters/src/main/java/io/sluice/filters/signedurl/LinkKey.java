package io.sluice.filters.signedurl;

import io.sluice.gateway.api.Option;
import org.jspecify.annotations.Nullable;

/**
 * A key that signs links.
 *
 * @param consumer who has the links that it signs, for limits and logs, and must be one of the
 *     config's; null: {@code id}, and nobody need be
 */
public record LinkKey(
    @Option(value = "Name of the key, in links.", pattern = "[A-Za-z0-9_.-]{1,64}") String id,
    @Option(value = "The key itself: 32 characters or more.", secret = true) String secret,
    @Option(
            value = "Consumer who has its links; absent = the key's id.",
            pattern = "[A-Za-z0-9_.:@-]{1,128}")
        @Nullable String consumer) {

  /** A shorter one can be guessed (RFC 2104 3, for SHA-256). */
  private static final int SHORTEST = 32;

  public LinkKey {
    if (secret.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "secret: of "
              + secret.length()
              + " characters (expected: "
              + SHORTEST
              + " or more, such as openssl rand -base64 32 gives)");
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "key " + id;
  }
}
