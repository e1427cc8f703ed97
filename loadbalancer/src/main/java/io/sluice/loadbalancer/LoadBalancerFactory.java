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
   * Makes a balancer for exactly these endpoints with the weights they have now; control thread.
   *
   * @param endpoints in the order of the config; may be empty
   */
  <E extends Endpoint> LoadBalancer<E> create(List<E> endpoints);
}
