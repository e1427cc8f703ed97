package io.sluice.loadbalancer;

import java.util.ArrayList;
import java.util.List;

/** Smooth weighted round robin: {@code round_robin}. */
public final class RoundRobin implements LoadBalancerFactory {

  @Override
  public String policy() {
    return "round_robin";
  }

  @Override
  public <E extends Endpoint> LoadBalancer<E> create(List<E> endpoints, List<Target> targets) {
    List<E> weighted = new ArrayList<>();
    for (int i = 0; i < endpoints.size(); i++) {
      if (targets.get(i).weight() > 0) {
        weighted.add(endpoints.get(i));
      }
    }
    int[] weights = targets.stream().mapToInt(Target::weight).filter(w -> w > 0).toArray();
    return new RoundRobinBalancer<>(weighted, weights);
  }
}
