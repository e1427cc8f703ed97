package io.sluice.benchmarks;

import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.BalancerSettings;
import io.sluice.loadbalancer.BuiltInPolicies;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.LoadBalancer;
import io.sluice.loadbalancer.LoadBalancerFactory;
import io.sluice.loadbalancer.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Endpoints that have something to do, and balancers over them. */
final class Policies {

  private Policies() {}

  /**
   * Endpoints with 0 to 3 requests in flight and a latency.
   *
   * @param mostWeight each has a weight from 1 to this
   */
  static List<Endpoint> endpoints(int count, int mostWeight) {
    Random random = new Random(1);
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Address address = new Address("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), 80);
      Endpoint endpoint = new Endpoint(new Target(address, 1 + random.nextInt(mostWeight)));
      for (int k = random.nextInt(4); k > 0; k--) {
        endpoint.requestStarted();
      }
      endpoint.responded(1_000_000 + random.nextInt(1_000_000), 0);
      endpoints.add(endpoint);
    }
    return endpoints;
  }

  /**
   * A balancer of a policy.
   *
   * @param policy its name; with {@code +125} behind it, that factor bounds the load
   */
  static LoadBalancer<Endpoint> balancer(String policy, List<Endpoint> endpoints) {
    int plus = policy.indexOf('+');
    String name = plus < 0 ? policy : policy.substring(0, plus);
    int factor = plus < 0 ? 0 : Integer.parseInt(policy.substring(plus + 1));
    List<Target> targets = endpoints.stream().map(Endpoint::target).toList();
    for (LoadBalancerFactory factory : BuiltInPolicies.all()) {
      if (factory.policy().equals(name)) {
        return factory.create(endpoints, targets, new BalancerSettings(factor));
      }
    }
    throw new IllegalArgumentException("policy: " + policy + " (expected: one that is there)");
  }
}
