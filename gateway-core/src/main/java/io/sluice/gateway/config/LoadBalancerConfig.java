package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;

/** How the next server is chosen. */
public record LoadBalancerConfig(
    @Option(value = "round_robin: smooth weighted round robin.", orElse = "round_robin")
        Policy policy) {

  /** Ways to choose. */
  public enum Policy {
    ROUND_ROBIN
  }
}
