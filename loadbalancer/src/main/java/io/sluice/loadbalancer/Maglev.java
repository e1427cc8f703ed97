package io.sluice.loadbalancer;

import java.util.List;

/** Consistent hashing with a table ({@link MaglevTable}): {@code maglev}. */
public final class Maglev implements LoadBalancerFactory {

  @Override
  public String policy() {
    return "maglev";
  }

  @Override
  public boolean hashes() {
    return true;
  }

  @Override
  public <E extends Endpoint> LoadBalancer<E> create(
      List<E> endpoints, List<Target> targets, BalancerSettings settings) {
    return HashBalancer.of(WeightedEndpoints.of(endpoints, targets), MaglevTable::of, settings);
  }
}
