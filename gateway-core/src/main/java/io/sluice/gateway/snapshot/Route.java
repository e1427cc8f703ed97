package io.sluice.gateway.snapshot;

import io.sluice.gateway.config.RequestClass;
import io.sluice.gateway.filter.FilterChain;
import io.sluice.gateway.observe.RouteMetrics;
import org.jspecify.annotations.Nullable;

/**
 * A route, compiled.
 *
 * @param bulkhead its places; null = no limits
 * @param degrade what takes it out by itself; null = nothing
 * @param hedge when a slow request is sent twice; null = never
 * @param metrics for exchanges that reach no upstream
 * @param parts what it keeps open; the control thread's
 * @param requestNanos the whole exchange; 0 = for ever
 * @param idleNanos between two pieces of a body; 0 = for ever
 */
public record Route(
    String id,
    FilterChain chain,
    RouteAction action,
    Rewrite rewrite,
    RetryPolicy retry,
    RequestClass requestClass,
    @Nullable Bulkhead bulkhead,
    @Nullable DegradeSwitch degrade,
    @Nullable HedgePolicy hedge,
    long requestNanos,
    long idleNanos,
    RouteMetrics metrics,
    RouteParts parts) {}
