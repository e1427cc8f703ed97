package io.sluice.gateway.upstream;

import io.sluice.gateway.config.LoadBalancerConfig;
import io.sluice.loadbalancer.LoadBalancerFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The balancing policies that an upstream may name. Immutable. */
public final class LoadBalancers {
  private final Map<String, LoadBalancerFactory> byPolicy = new TreeMap<>();

  private LoadBalancers(Iterable<LoadBalancerFactory> factories) {
    for (LoadBalancerFactory factory : factories) {
      byPolicy.putIfAbsent(factory.policy(), factory);
    }
  }

  /** All that the class path has. */
  public static LoadBalancers found() {
    return new LoadBalancers(ServiceLoader.load(LoadBalancerFactory.class));
  }

  /** Just these. */
  public static LoadBalancers of(LoadBalancerFactory... factories) {
    return new LoadBalancers(List.of(factories));
  }

  /**
   * The factory of the upstream's policy.
   *
   * @throws IllegalArgumentException naming the policies that there are
   */
  public LoadBalancerFactory of(LoadBalancerConfig config) {
    String policy = config.policy().name().toLowerCase(Locale.ROOT);
    LoadBalancerFactory factory = byPolicy.get(policy);
    if (factory == null) {
      String known = String.join(", ", byPolicy.keySet());
      throw new IllegalArgumentException(
          "load_balancer.policy: " + policy + " (expected: " + known + ")");
    }
    return factory;
  }
}
