package io.sluice.filters.keyauth;

import io.sluice.filters.auth.Challenges;
import io.sluice.gateway.api.Option;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code key_auth}.
 *
 * @param in where the key stands
 * @param name of the field, parameter or cookie
 * @param hideCredentials whether the origin gets the request without the key
 * @param realm names what is protected, for the client
 * @param consumerHeader the field that tells the origin who calls; null = none
 */
public record KeyAuthConfig(
    @Option(value = "Where the key stands.", orElse = "header") Place in,
    @Option(
            value = "Name of the field, parameter or cookie.",
            orElse = "x-api-key",
            pattern = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
        String name,
    @Option(value = "The origin gets the request without the key.", orElse = "true")
        boolean hideCredentials,
    @Option(
            value = "Names what is protected, in WWW-Authenticate.",
            orElse = "sluice",
            pattern = Challenges.REALM)
        String realm,
    @Option("Field that tells the origin who calls; the client's own is removed.")
        @Nullable String consumerHeader) {

  /** Where a key may stand. */
  public enum Place {
    HEADER,
    QUERY,
    COOKIE
  }
}
