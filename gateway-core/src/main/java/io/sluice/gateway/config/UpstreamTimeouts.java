package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.time.Duration;

/** How long the servers of an upstream may take. */
public record UpstreamTimeouts(
    @Option(value = "To accept a connection.", orElse = "1s", min = 1_000_000) Duration connect) {}
