package io.sluice.filters.basicauth;

import io.sluice.filters.auth.Challenges;
import io.sluice.gateway.api.Option;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code basic_auth}.
 *
 * @param realm names what is protected, for the client
 * @param cacheTtl how long a password that was verified is taken without verifying it again; 0 =
 *     not at all
 * @param hideCredentials whether the origin gets the request without name and password
 * @param consumerHeader the field that tells the origin who calls; null = none
 */
public record BasicAuthConfig(
    @Option(
            value = "Names what is protected, in WWW-Authenticate.",
            orElse = "sluice",
            pattern = Challenges.REALM)
        String realm,
    @Option(
            value = "How long a password that was right is not verified again; 0 = always is.",
            orElse = "5m",
            min = 0)
        Duration cacheTtl,
    @Option(value = "The origin gets the request without name and password.", orElse = "true")
        boolean hideCredentials,
    @Option("Field that tells the origin who calls; the client's own is removed.")
        @Nullable String consumerHeader) {}
