package io.sluice.gateway.config;

import io.sluice.loadbalancer.BalancerSettings;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.LoadBalancer;
import io.sluice.loadbalancer.LoadBalancerFactory;
import io.sluice.loadbalancer.Target;
import java.util.List;
import java.util.function.Consumer;

/** Balancing policies of plugins, for the tests of this package. */
final class SamplePolicies {
  static final List<LoadBalancerFactory> ALL =
      List.of(
          new Sample("first", false, settings -> {}),
          new Sample("sticky", true, SamplePolicies::refuseTightBounds));

  private SamplePolicies() {}

  private static void refuseTightBounds(BalancerSettings settings) {
    if (settings.hashBalanceFactor() == 101) {
      throw new IllegalArgumentException("hash_balance_factor: 101 (expected: more room)");
    }
  }

  /** Always the first of the list. */
  record Sample(String policy, boolean hashes, Consumer<BalancerSettings> check)
      implements LoadBalancerFactory {
    @Override
    public <E extends Endpoint> LoadBalancer<E> create(
        List<E> endpoints, List<Target> targets, BalancerSettings settings) {
      check.accept(settings);
      return selection -> endpoints.isEmpty() ? null : endpoints.get(0);
    }
  }
}
