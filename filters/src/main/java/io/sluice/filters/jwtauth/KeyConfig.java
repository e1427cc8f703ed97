package io.sluice.filters.jwtauth;

import io.sluice.filters.jwt.Algorithm;
import io.sluice.gateway.api.OneOf;
import io.sluice.gateway.api.Option;
import org.jspecify.annotations.Nullable;

/**
 * A key that does not change.
 *
 * @param kid what tokens call it; null = it is tried with tokens that name no other
 * @param algorithm the one that it serves
 * @param secret shared with who signs
 * @param publicKey of who signs, as PEM
 */
@OneOf({"secret", "public_key"})
public record KeyConfig(
    @Option(value = "What tokens call the key.", pattern = "[ -~]{1,256}") @Nullable String kid,
    @Option(value = "The algorithm that it serves.", pattern = Algorithm.PATTERN) String algorithm,
    @Option(
            value =
                "The secret shared with who signs, for HS256, HS384, HS512: its text, or base64: and"
                    + " what encodes its bytes.",
            secret = true)
        @Nullable String secret,
    @Option("The public key or certificate of who signs, as PEM.") @Nullable String publicKey) {

  /** Without the secret. */
  @Override
  public String toString() {
    return "key " + kid + " for " + algorithm;
  }
}
