package io.sluice.loadbalancer;

import java.util.List;

/**
 * A policy by name. Listed in {@code META-INF/services/io.sluice.loadbalancer.LoadBalancerFactory},
 * with a public constructor without arguments.
 */
public interface LoadBalancerFactory {

  /** The name in the config: {@code load_balancer.policy}. */
  String policy();

  /**
   * Makes a balancer for exactly these endpoints; control thread. It changes none of them: they may
   * be in use, and this balancer may never be.
   *
   * @param endpoints in the order of the config; may be empty
   * @param targets what to take each endpoint for, in the same order: an endpoint that is in use
   *     still says what an older config made of it
   */
  <E extends Endpoint> LoadBalancer<E> create(
      List<E> endpoints, List<Target> targets, BalancerSettings settings);

  /** The same with the endpoints as they are now, and without settings. */
  default <E extends Endpoint> LoadBalancer<E> create(List<E> endpoints) {
    return create(
        endpoints, endpoints.stream().map(Endpoint::target).toList(), BalancerSettings.DEFAULT);
  }
}
