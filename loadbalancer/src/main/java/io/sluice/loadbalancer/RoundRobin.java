package io.sluice.loadbalancer;

import java.util.List;

/** Smooth weighted round robin: {@code round_robin}. */
public final class RoundRobin implements LoadBalancerFactory {

  @Override
  public String policy() {
    return "round_robin";
  }

  @Override
  public <E extends Endpoint> LoadBalancer<E> create(List<E> endpoints) {
    List<E> weighted = endpoints.stream().filter(e -> e.target().weight() > 0).toList();
    int[] weights = weighted.stream().mapToInt(e -> e.target().weight()).toArray();
    return new RoundRobinBalancer<>(weighted, weights);
  }
}
