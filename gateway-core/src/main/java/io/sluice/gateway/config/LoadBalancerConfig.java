package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import io.sluice.loadbalancer.BalancerSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How the next server is chosen. */
public record LoadBalancerConfig(
    @Option(value = "By which rule.", orElse = "round_robin") PolicyConfig policy,
    @Option(
            "With policies that hash: what keeps requests on one server; absent = each goes"
                + " anywhere.")
        @Nullable HashOnConfig hashOn,
    @Option(
            value =
                "With policies that hash: the most requests in flight that a server may have, in"
                    + " percent of the mean; 0 for no bound.",
            orElse = "0",
            min = 0,
            max = 10_000)
        int hashBalanceFactor,
    @Option(
            value =
                "How long the weight of a server grows that appears or is well again. 0 = at once"
                    + " all of it.",
            orElse = "0s")
        Duration slowStart,
    @Option(
            value = "Percent of the servers that are well; below it health is ignored.",
            orElse = "50",
            min = 0,
            max = 100)
        int panicThreshold,
    @Option(value = "Whether servers of the gateway's own zone come first.", orElse = "true")
        boolean zonePreference) {

  public LoadBalancerConfig {
    if (hashOn != null && !policy.hashes()) {
      throw new IllegalArgumentException(
          "hash_on: given with policy "
              + policy.name()
              + " (expected: only with a policy that hashes, such as ring_hash or maglev)");
    }
    if (hashBalanceFactor > 0 && hashBalanceFactor < 100) {
      throw new IllegalArgumentException(
          "hash_balance_factor: "
              + hashBalanceFactor
              + " (expected: 0 for no bound, or 100 to 10000)");
    }
    if (hashBalanceFactor > 0 && !policy.hashes()) {
      throw new IllegalArgumentException(
          "hash_balance_factor: "
              + hashBalanceFactor
              + " (expected: 0 with a policy that does not hash)");
    }
    policy.tryWith(new BalancerSettings(hashBalanceFactor));
  }
}
