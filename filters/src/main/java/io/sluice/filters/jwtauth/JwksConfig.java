package io.sluice.filters.jwtauth;

import io.sluice.gateway.api.Option;
import java.time.Duration;

/**
 * Keys that a provider publishes.
 *
 * @param url of the set, http or https
 * @param refresh between two lookups; at least 1 s
 */
public record JwksConfig(
    @Option(value = "URL of the provider's JSON Web Key Set.", pattern = "https?://[!-~]+")
        String url,
    @Option(
            value = "How often it is looked up; also when a token names a key that is not there.",
            orElse = "10m",
            min = 1_000_000_000L)
        Duration refresh) {}
