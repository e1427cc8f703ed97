package io.sluice.gateway.boot;

import io.sluice.gateway.api.DiscoveryFactory;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.config.DiscoveryTypes;
import io.sluice.gateway.config.Plugins;
import io.sluice.gateway.config.PolicyNames;
import io.sluice.loadbalancer.LoadBalancerFactory;
import java.io.IOException;
import java.util.List;

/** What the jars on the class path bring, each kind by name; see {@link Providers#found}. */
final class FoundPlugins {
  private FoundPlugins() {}

  /**
   * All that a document may name.
   *
   * @throws IOException when a jar among the plugins cannot be used
   */
  static Plugins all() throws IOException {
    return new Plugins(filters(), discoveries(), policies());
  }

  /** Every filter: the built-in ones are found like all others. */
  static List<FilterFactory<?>> filters() throws IOException {
    return Providers.found(
        FilterFactory.class, "filter", f -> f, FilterFactory::name, name -> false);
  }

  /** The discoveries of plugins; the gateway's own are none of them. */
  static List<DiscoveryFactory<?>> discoveries() throws IOException {
    return Providers.found(
        DiscoveryFactory.class,
        "discovery",
        d -> d,
        DiscoveryFactory::type,
        DiscoveryTypes::isReserved);
  }

  /** The balancing policies of plugins; the gateway's own are none of them. */
  static List<LoadBalancerFactory> policies() throws IOException {
    return Providers.found(
        LoadBalancerFactory.class,
        "policy",
        p -> p,
        LoadBalancerFactory::policy,
        PolicyNames::isReserved);
  }
}
