package io.sluice.gateway.config;

import io.sluice.gateway.api.DiscoveryFactory;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.loadbalancer.LoadBalancerFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * What documents may name.
 *
 * @param filters all of them
 * @param discoveries those beside the gateway's own
 * @param policies those beside the gateway's own
 */
public record Plugins(
    List<FilterFactory<?>> filters,
    List<DiscoveryFactory<?>> discoveries,
    List<LoadBalancerFactory> policies) {

  public Plugins {
    filters = List.copyOf(filters);
    discoveries = List.copyOf(discoveries);
    policies = List.copyOf(policies);
  }

  /** Filters alone. */
  public static Plugins filters(Iterable<? extends FilterFactory<?>> filters) {
    List<FilterFactory<?>> all = new ArrayList<>();
    filters.forEach(all::add);
    return new Plugins(all, List.of(), List.of());
  }
}
