package io.sluice.gateway.routing;

/**
 * A route that can never take a request.
 *
 * @param route its id
 * @param by id of the route that takes every request which it could take
 */
public record Shadow(String route, String by) {}
