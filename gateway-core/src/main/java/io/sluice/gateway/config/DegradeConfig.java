package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import org.jspecify.annotations.Nullable;

/** A switch that keeps a route's requests from its upstream. */
public record DegradeConfig(
    @Option(value = "Who answers instead: the route's fallback filter; without one it is 503.")
        To to,
    @Option("Switches by itself, by the share of failures; absent = the route is degraded now.")
        @Nullable AutomaticDegradeConfig automatic) {

  /** Who answers instead. */
  public enum To {
    FALLBACK
  }
}
