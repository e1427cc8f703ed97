package io.sluice.gateway.store;

/**
 * How a store is.
 *
 * @param type {@code memory}, {@code file} or {@code consul}
 * @param place where it keeps things; empty for memory; never a secret
 * @param reachable whether it answered last time
 * @param trouble what is wrong with it, in a sentence; empty when nothing is
 */
public record StoreStatus(String type, String place, boolean reachable, String trouble) {}
