package io.sluice.filters.signedurl;

import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.SharedSecret;
import org.jspecify.annotations.Nullable;

/**
 * A key that signs links.
 *
 * @param consumer who has the links that it signs, for limits and logs, and must be one of the
 *     config's; null: {@code id}, and nobody need be
 */
public record LinkKey(
    @Option(value = "Name of the key, in links.", pattern = "[A-Za-z0-9_.-]{1,64}") String id,
    @Option(
            value =
                "The key itself: 32 characters or more, or base64: and what encodes 32 bytes or"
                    + " more.",
            secret = true)
        String secret,
    @Option(
            value = "Consumer who has its links; absent = the key's id.",
            pattern = "[A-Za-z0-9_.:@-]{1,128}")
        @Nullable String consumer) {

  public LinkKey {
    SharedSecret.of("secret", secret);
  }

  /** What the secret says: the key of the HMAC. */
  byte[] secretBytes() {
    return SharedSecret.of("secret", secret).bytes();
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "key " + id;
  }
}
