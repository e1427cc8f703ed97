package io.sluice.gateway.client;

/**
 * Bounds of one worker's pool to one endpoint.
 *
 * @param maxConnections at least 1
 * @param maxPending exchanges waiting for a connection; 0 = as many as there are
 * @param idleNanos an idle connection is closed after this; 0 = never
 * @param lifetimeNanos a connection is not used again after this; 0 = for ever
 * @param connectMillis until a connection attempt is given up
 */
public record PoolSettings(
    int maxConnections, int maxPending, long idleNanos, long lifetimeNanos, int connectMillis) {}
