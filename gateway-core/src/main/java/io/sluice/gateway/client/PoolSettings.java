package io.sluice.gateway.client;

/**
 * How the connections to one endpoint are kept; how many there may be says {@link
 * ConnectionBudget}.
 *
 * @param idleNanos an idle connection is closed after this; 0 = never
 * @param lifetimeNanos a connection is not used again after this; 0 = for ever
 * @param connectMillis until a connection attempt is given up
 */
public record PoolSettings(long idleNanos, long lifetimeNanos, int connectMillis) {}
