package io.sluice.loadbalancer;

import java.util.List;

/** The one of two with fewer requests in flight for its weight: {@code least_request}. */
public final class LeastRequest implements LoadBalancerFactory {

  @Override
  public String policy() {
    return "least_request";
  }

  @Override
  public <E extends Endpoint> LoadBalancer<E> create(
      List<E> endpoints, List<Target> targets, BalancerSettings settings) {
    return new TwoChoicesBalancer<>(
        WeightedEndpoints.of(endpoints, targets),
        (endpoint, perShare, now) -> endpoint.inFlight() * perShare,
        settings.random());
  }
}
