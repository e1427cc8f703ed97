package io.sluice.filters.forwardauth;

import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.Option;
import java.time.Duration;

/** For how long decisions are kept, and for which requests each holds. */
public record CacheConfig(
    @Option(value = "How long a decision holds; the service may say less.", min = 1) Duration ttl,
    @Option(
            value = "What a decision holds for, beside the fields that the service is shown.",
            orElse = "[\"{client_ip}\", scheme, method, host, path, query]")
        Key key,
    @Option(
            value = "Decisions that are kept; one with a long answer counts as several.",
            orElse = "10000",
            min = 1,
            max = 10_000_000)
        long maxEntries) {}
