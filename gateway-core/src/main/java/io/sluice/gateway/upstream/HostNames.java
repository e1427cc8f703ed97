package io.sluice.gateway.upstream;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The names of servers that a config lists. */
public final class HostNames {
  private HostNames() {}

  /**
   * Looks a name up, as a check. Blocks.
   *
   * @param host a name or an IP address
   * @throws IllegalArgumentException when it has no address
   */
  public static void lookUp(String host) {
    try {
      InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          host + " (expected: an address, or a name that resolves)", e);
    }
  }
}
