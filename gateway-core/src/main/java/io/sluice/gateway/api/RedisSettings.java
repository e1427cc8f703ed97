package io.sluice.gateway.api;

import java.time.Duration;

/**
 * Where the gateways of a cluster meet.
 *
 * @param uri never shown: it may hold a password
 * @param timeout for one answer; above 0
 */
public record RedisSettings(
    @Option(
            value = "Address: redis://[user:password@]host[:port][/database], rediss:// with TLS.",
            orElse = "redis://127.0.0.1:6379",
            secret = true,
            pattern = "rediss?://.+")
        String uri,
    @Option(
            value = "How long an answer may take before the store counts as failed.",
            orElse = "50ms",
            min = 1)
        Duration timeout) {}
