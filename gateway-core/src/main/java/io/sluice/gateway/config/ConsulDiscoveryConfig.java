package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import io.sluice.loadbalancer.consul.ServiceQuery;
import java.util.List;

/** The instances of a service in Consul's catalog. */
public record ConsulDiscoveryConfig(
    @Option("Name in Consul's catalog.") String service,
    @Option("Those that an instance must have, all of them.") List<String> tags,
    @Option(
            value = "Whether an instance whose checks warn is left out; one that fails always is.",
            orElse = "true")
        boolean passingOnly,
    @Option(value = "Empty = that of the consul section.", orElse = "\"\"") String datacenter,
    @Option(value = "Whether Consul's weights count; else all are 1.", orElse = "true")
        boolean useConsulWeights,
    @Option(
            value = "ACL token. Empty = that of the consul section.",
            orElse = "\"\"",
            secret = true)
        String token) {

  /** Its name in the document. */
  public static final String TYPE = "consul";

  public ConsulDiscoveryConfig {
    query(service, tags, passingOnly, useConsulWeights, datacenter, token); // refuses what it must
  }

  /** The question to Consul; what is empty here is as {@code consul} says. */
  public ServiceQuery query(ConsulConfig consul) {
    return query(
        service,
        tags,
        passingOnly,
        useConsulWeights,
        datacenter.isEmpty() ? consul.datacenter() : datacenter,
        token.isEmpty() ? consul.token() : token);
  }

  private static ServiceQuery query(
      String service,
      List<String> tags,
      boolean passingOnly,
      boolean weights,
      String datacenter,
      String token) {
    return new ServiceQuery(service, tags, passingOnly, weights, datacenter, token);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "ConsulDiscoveryConfig["
        + "service="
        + service
        + ", tags="
        + tags
        + ", passingOnly="
        + passingOnly
        + ", datacenter="
        + datacenter
        + ", useConsulWeights="
        + useConsulWeights
        + "]";
  }
}
