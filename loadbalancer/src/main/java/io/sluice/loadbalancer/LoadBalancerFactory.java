package io.sluice.loadbalancer;

import java.util.List;

/**
 * A policy by name. Those of plugins are listed in {@code
 * META-INF/services/io.sluice.loadbalancer.LoadBalancerFactory}, with a public constructor without
 * arguments. One object makes the balancers of all upstreams that name it.
 */
public interface LoadBalancerFactory {

  /** The name in the config, {@code load_balancer.policy}, in snake_case. */
  String policy();

  /**
   * Whether balancers go by {@link Selection#hash}. Only then may a config say {@code hash_on} and
   * {@code hash_balance_factor}. Asked once.
   */
  default boolean hashes() {
    return false;
  }

  /**
   * Makes a balancer for exactly these endpoints; off the event loops. It changes none of them:
   * they may be in use, and this balancer may never be.
   *
   * @param endpoints in the order of the config; may be empty
   * @param targets what to take each endpoint for, in the same order: an endpoint that is in use
   *     still says what an older config made of it
   * @throws IllegalArgumentException when the settings make no sense; a config is tried without
   *     endpoints first
   */
  <E extends Endpoint> LoadBalancer<E> create(
      List<E> endpoints, List<Target> targets, BalancerSettings settings);

  /** The same with the endpoints as they are now, and without settings. */
  default <E extends Endpoint> LoadBalancer<E> create(List<E> endpoints) {
    return create(
        endpoints, endpoints.stream().map(Endpoint::target).toList(), BalancerSettings.DEFAULT);
  }
}
