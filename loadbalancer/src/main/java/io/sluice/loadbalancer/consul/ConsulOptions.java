package io.sluice.loadbalancer.consul;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which agent is asked, and at what cost.
 *
 * @param address the agent's {@code http} or {@code https} URL; a path is put before {@code /v1}
 * @param connections how many connections to the agent there are at most, each with a thread:
 *     {@value #MIN_CONNECTIONS} to {@value #MAX_CONNECTIONS}
 * @param dumpFolder where the last lists are kept for a start without Consul; null keeps none
 */
public record ConsulOptions(URI address, int connections, @Nullable Path dumpFolder) {

  /** Least connections: some to wait on, and one that is free for what is new. */
  public static final int MIN_CONNECTIONS = 2;

  /** Most connections. */
  public static final int MAX_CONNECTIONS = 1024;

  /**
   * Less than half of what an agent grants one client address ({@code
   * limits.http_max_conns_per_client}, 200 unless set): two gateways fit on one host.
   */
  public static final int DEFAULT_CONNECTIONS = 96;

  public ConsulOptions {
    Objects.requireNonNull(address, "address");
    String scheme = address.getScheme();
    if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
        || address.getHost() == null
        || address.getPort() == 0
        || address.getPort() > 65535
        || address.getRawQuery() != null
        || address.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "address: '" + address + "' (expected: http://host:port or https://host:port)");
    }
    if (connections < MIN_CONNECTIONS || connections > MAX_CONNECTIONS) {
      throw new IllegalArgumentException(
          "connections: "
              + connections
              + " (expected: "
              + MIN_CONNECTIONS
              + " to "
              + MAX_CONNECTIONS
              + ")");
    }
  }

  /** The default number of connections, and no dump. */
  public ConsulOptions(URI address) {
    this(address, DEFAULT_CONNECTIONS, null);
  }

  /** The same with a folder for dumps; it is made when it is missing. */
  public ConsulOptions dumpingTo(Path folder) {
    return new ConsulOptions(address, connections, folder);
  }

  /** The same with another number of connections. */
  public ConsulOptions withConnections(int count) {
    return new ConsulOptions(address, count, dumpFolder);
  }

  /** How many services may be waited on; the other connections stay free for short questions. */
  int waiting() {
    return connections - Math.min(4, Math.max(1, connections / 4));
  }
}
