package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;

/** How much a route or an upstream is given at a time, over all workers. */
public record InFlightLimits(
    @Option(value = "Requests in flight. 0 = no limit.", orElse = "0", min = 0) int maxRequests,
    @Option(value = "Requests that wait for a connection. 0 = no limit.", orElse = "0", min = 0)
        int maxPending) {}
