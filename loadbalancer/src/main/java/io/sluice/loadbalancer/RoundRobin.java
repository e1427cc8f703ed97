package io.sluice.loadbalancer;

import java.util.List;

/** Smooth weighted round robin: {@code round_robin}. */
public final class RoundRobin implements LoadBalancerFactory {

  @Override
  public String policy() {
    return "round_robin";
  }

  @Override
  public <E extends Endpoint> LoadBalancer<E> create(
      List<E> endpoints, List<Target> targets, BalancerSettings settings) {
    return new RoundRobinBalancer<>(WeightedEndpoints.of(endpoints, targets));
  }
}
