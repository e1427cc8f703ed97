package io.sluice.gateway.api;

/**
 * An address that much of the traffic asks for.
 *
 * @param url with scheme and host, as {@link Purge.By#KEY} takes it
 * @param route id of the route that serves it
 * @param share of all requests that ask the cache, 0 to 1; an estimate of the last while
 */
public record HotKey(String url, String route, double share) {}
