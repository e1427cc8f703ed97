package io.sluice.gateway.config;

import io.sluice.loadbalancer.BalancerSettings;
import io.sluice.loadbalancer.LoadBalancerFactory;
import java.util.List;
import java.util.Objects;

/**
 * A balancing policy, which the document names.
 *
 * @param name as the document writes it
 * @param hashes whether it goes by a value of the request
 * @param factory makes its balancers
 */
public record PolicyConfig(String name, boolean hashes, LoadBalancerFactory factory) {

  /** The policy of a factory. */
  static PolicyConfig of(LoadBalancerFactory factory) {
    return new PolicyConfig(factory.policy(), factory.hashes(), factory);
  }

  /**
   * Makes a balancer to drop it: what only the factory refuses is refused here. A plugin's jar may
   * be broken in any way, which must not end the gateway that reloads.
   *
   * @throws IllegalArgumentException saying why there is none
   */
  void tryWith(BalancerSettings settings) {
    try {
      Objects.requireNonNull(factory.create(List.of(), List.of(), settings), "no balancer");
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalArgumentException(
          "policy: " + name + " cannot be made: " + Binding.told(e), e);
    }
  }
}
