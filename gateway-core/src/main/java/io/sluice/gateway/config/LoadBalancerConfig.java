package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;

/** How the next server is chosen. */
public record LoadBalancerConfig(
    @Option(value = "By which rule.", orElse = "round_robin") Policy policy,
    @Option(
            value =
                "With ring_hash and maglev: the most requests in flight that a server may have, in"
                    + " percent of the mean; 0 for no bound.",
            orElse = "0",
            min = 0,
            max = 10_000)
        int hashBalanceFactor) {

  /** Ways to choose. */
  public enum Policy {
    ROUND_ROBIN,
    LEAST_REQUEST,
    PEAK_EWMA,
    RANDOM,
    RING_HASH,
    MAGLEV
  }

  public LoadBalancerConfig {
    if (hashBalanceFactor > 0 && hashBalanceFactor < 100) {
      throw new IllegalArgumentException(
          "hash_balance_factor: "
              + hashBalanceFactor
              + " (expected: 0 for no bound, or 100 to 10000)");
    }
    if (hashBalanceFactor > 0 && policy != Policy.RING_HASH && policy != Policy.MAGLEV) {
      throw new IllegalArgumentException(
          "hash_balance_factor: "
              + hashBalanceFactor
              + " (expected: 0 with a policy that does not hash)");
    }
  }
}
