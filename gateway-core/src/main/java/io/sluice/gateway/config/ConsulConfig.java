package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import io.sluice.loadbalancer.consul.ConsulOptions;
import io.sluice.loadbalancer.consul.ServiceQuery;
import java.net.URI;

/** The Consul agent that is asked for services. */
public record ConsulConfig(
    @Option(value = "URL of the agent.", orElse = "http://127.0.0.1:8500") String address,
    @Option(value = "ACL token. Empty = the agent's default.", orElse = "\"\"", secret = true)
        String token,
    @Option(value = "Empty = the agent's own.", orElse = "\"\"") String datacenter,
    @Option(
            value = "Connections to the agent, each with a thread.",
            orElse = "96",
            min = ConsulOptions.MIN_CONNECTIONS,
            max = ConsulOptions.MAX_CONNECTIONS)
        int connections,
    @Option(
            value =
                "Folder that keeps the last lists, for a start without Consul; relative to the"
                    + " working directory. Empty = none.",
            orElse = "state/consul")
        String dump) {

  public ConsulConfig {
    checkAddress(address);
    new ServiceQuery("any").in(datacenter).with(token); // refuses what no question can hold
  }

  /** The agent's URL, {@code http} or {@code https}. */
  public URI uri() {
    return URI.create(address);
  }

  /** Refuses it as the part does that connects; the message shows no password in it. */
  private static void checkAddress(String address) {
    try {
      new ConsulOptions(URI.create(address));
    } catch (IllegalArgumentException e) {
      String shown = address.indexOf('@') < 0 ? Texts.visible(address) : Findings.HIDDEN;
      throw new IllegalArgumentException(
          "address: " + shown + " (expected: http://host:port or https://host:port)", e);
    }
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "ConsulConfig[address="
        + address
        + ", datacenter="
        + datacenter
        + ", connections="
        + connections
        + ", dump="
        + dump
        + "]";
  }
}
