package io.sluice.loadbalancer;

import java.util.List;

/** Weighted random: {@code random}. */
public final class WeightedRandom implements LoadBalancerFactory {

  @Override
  public String policy() {
    return "random";
  }

  @Override
  public <E extends Endpoint> LoadBalancer<E> create(
      List<E> endpoints, List<Target> targets, BalancerSettings settings) {
    WeightedEndpoints<E> weighted = WeightedEndpoints.of(endpoints, targets);
    if (weighted.size() == 0) {
      return selection -> null;
    }
    WeightedDraw<E> draw = new WeightedDraw<>(weighted, settings.random());
    return selection -> weighted.get(draw.next(selection, selection.nowNanos()));
  }
}
