package io.sluice.loadbalancer;

import java.util.List;

/** Consistent hashing with a ring ({@link Ring}): {@code ring_hash}. */
public final class RingHash implements LoadBalancerFactory {

  @Override
  public String policy() {
    return "ring_hash";
  }

  @Override
  public boolean hashes() {
    return true;
  }

  @Override
  public <E extends Endpoint> LoadBalancer<E> create(
      List<E> endpoints, List<Target> targets, BalancerSettings settings) {
    return HashBalancer.of(WeightedEndpoints.of(endpoints, targets), Ring::of, settings);
  }
}
