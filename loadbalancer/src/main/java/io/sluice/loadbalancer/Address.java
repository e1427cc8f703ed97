package io.sluice.loadbalancer;

/**
 * Where a target listens.
 *
 * @param host an IP literal (IPv6 without brackets) or a name
 * @param port 1 to 65535
 */
public record Address(String host, int port) {
  public Address {
    if (host.isEmpty() || host.indexOf('[') >= 0 || host.indexOf(']') >= 0) {
      throw new IllegalArgumentException(
          "host: '" + host + "' (expected: a name or an IP address, without brackets)");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
    }
  }

  /** {@code host:port}, or {@code [ipv6]:port}. */
  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
