package io.sluice.loadbalancer;

import java.util.List;

/** The policies of this module. */
public final class BuiltInPolicies {
  private static final List<LoadBalancerFactory> ALL =
      List.of(
          new RoundRobin(),
          new LeastRequest(),
          new PeakEwma(),
          new WeightedRandom(),
          new RingHash(),
          new Maglev());

  private BuiltInPolicies() {}

  /** All of them, in the order of listings; the first is the default. Always the same objects. */
  public static List<LoadBalancerFactory> all() {
    return ALL;
  }
}
