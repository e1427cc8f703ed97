package io.sluice.loadbalancer.group;

import io.sluice.loadbalancer.Endpoint;

/**
 * Active checks.
 *
 * @param prober makes one
 * @param intervalNanos from the end of one check to the next, 10 % more or less at random
 * @param healthyThreshold passed checks in a row that make an unhealthy endpoint healthy; at least
 *     1
 * @param unhealthyThreshold failed checks in a row that make a healthy one unhealthy; at least 1
 */
public record CheckSettings<E extends Endpoint>(
    Prober<E> prober, long intervalNanos, int healthyThreshold, int unhealthyThreshold) {}
