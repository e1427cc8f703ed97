package io.sluice.distribution;

import io.sluice.loadbalancer.consul.ConsulAgent;
import java.net.URI;

/** Configs of a gateway with one upstream, whose targets are in Consul. */
final class ConsulConfigs {
  private ConsulConfigs() {}

  /** Without a dump: what the gateway knows it has from this run. */
  static String of(ConsulAgent agent, String service) {
    return of(agent.address(), "dump: \"\"", service, "");
  }

  /**
   * Any.
   *
   * @param consul further keys of the agent
   * @param discovery further keys of the service, each after a comma
   */
  static String of(URI agent, String consul, String service, String discovery) {
    return """
        consul: { address: "%s", %s }
        routes: [ { id: all, upstream: web } ]
        upstreams: [ { id: web, discovery: { type: consul, service: %s%s } } ]
        """
        .formatted(agent, consul, service, discovery);
  }
}
