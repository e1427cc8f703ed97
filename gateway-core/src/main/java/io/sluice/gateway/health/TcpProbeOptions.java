package io.sluice.gateway.health;

import java.time.Duration;

/**
 * How {@link TcpProber} checks.
 *
 * @param port 1 to 65535; 0 for the endpoint's own
 * @param timeout for looking up its name and connecting, above 0
 */
public record TcpProbeOptions(int port, Duration timeout) {
  public TcpProbeOptions {
    check(port, timeout);
  }

  static void check(int port, Duration timeout) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: above 0)");
    }
  }
}
