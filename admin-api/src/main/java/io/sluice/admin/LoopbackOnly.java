package io.sluice.admin;

import io.netty.util.NetUtil;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.http.Authority;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the admin API, as long as it asks nobody who they are: programs on the gateway's own
 * machine.
 *
 * <p>A browser there is such a program too, and shows pages of others. Those may not read answers
 * of another site nor send it JSON, but a page whose name is made to resolve to 127.0.0.1 (DNS
 * rebinding) is the same site to the browser. Its requests say that name in {@code Host}, so names
 * are refused.
 */
final class LoopbackOnly {

  /** All below it is the admin API. */
  static final String PREFIX = "/admin/v1";

  /** The same as {@code /admin/v1/drain}, where orchestrators look for it. */
  static final String DRAIN = "/drain";

  private static final GatewayError NOT_LOOPBACK =
      GatewayError.client(403, "loopback_only")
          .withDetail("The admin API answers only clients that connect from a loopback address.");
  private static final GatewayError BAD_HOST =
      GatewayError.client(403, "bad_host")
          .withDetail("The Host of the admin API is localhost or an IP address, no other name.");

  private LoopbackOnly() {}

  /** Whether a path is of the admin API, whatever is there. */
  static boolean guards(String path) {
    return path.equals(DRAIN)
        || (path.startsWith(PREFIX)
            && (path.length() == PREFIX.length() || path.charAt(PREFIX.length()) == '/'));
  }

  /**
   * Why this client may not; null when it may.
   *
   * @param authority that the request names; null when it names none
   */
  static @Nullable GatewayError refusal(InetSocketAddress client, @Nullable String authority) {
    if (client.isUnresolved() || !client.getAddress().isLoopbackAddress()) {
      return NOT_LOOPBACK;
    }
    return authority == null || !isSafe(Authority.host(authority)) ? BAD_HOST : null;
  }

  private static boolean isSafe(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return NetUtil.isValidIpV6Address(host.substring(1, host.length() - 1));
    }
    return host.equals("localhost") || NetUtil.isValidIpV4Address(host);
  }
}
