package io.sluice.gateway.snapshot;

import io.sluice.gateway.filter.FilterChain;
import io.sluice.gateway.observe.RouteMetrics;

/**
 * A route, compiled.
 *
 * @param metrics for exchanges that reach no upstream
 * @param requestNanos the whole exchange; 0 = for ever
 * @param idleNanos between two pieces of a body; 0 = for ever
 */
public record Route(
    String id,
    FilterChain chain,
    RouteAction action,
    Rewrite rewrite,
    RetryPolicy retry,
    long requestNanos,
    long idleNanos,
    RouteMetrics metrics) {}
