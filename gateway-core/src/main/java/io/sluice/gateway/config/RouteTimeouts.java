package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.time.Duration;

/** How long an exchange of a route may take. */
public record RouteTimeouts(
    @Option(value = "The whole exchange, retries included. 0 = none.", orElse = "15s")
        Duration request,
    @Option(value = "Between two pieces of a body, either way. 0 = none.", orElse = "60s")
        Duration idle) {}
