package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.time.Duration;

/** Connections to the servers of an upstream. */
public record ConnectionPoolConfig(
    @Option(value = "Connections to each server, over all workers.", orElse = "1024", min = 1)
        int maxConnections,
    @Option(value = "How long an unused one is kept. 0 = for ever.", orElse = "60s")
        Duration idleTimeout,
    @Option(value = "How old one may grow before it is replaced. 0 = no limit.", orElse = "0s")
        Duration maxLifetime) {}
