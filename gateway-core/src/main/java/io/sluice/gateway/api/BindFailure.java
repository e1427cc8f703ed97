package io.sluice.gateway.api;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/**
 * An address of the config cannot be bound, in words for the person who wrote it there, such as
 * {@code listeners[0].bind: 0.0.0.0:8080: address already in use}.
 */
public final class BindFailure extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param path where in the config the address stands
   * @param cause what the transport said; each has its own exceptions, but all quote the operating
   *     system's words
   */
  public BindFailure(String path, InetSocketAddress address, Throwable cause) {
    super(
        path + ": " + NetUtil.toSocketAddressString(address) + ": " + reason(address, cause),
        cause);
  }

  private static String reason(InetSocketAddress address, Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    String words = said.toLowerCase(Locale.ROOT);
    if (words.contains("address already in use")) {
      return "address already in use";
    }
    if (words.contains("permission denied")) {
      return address.getPort() < 1024
          ? "permission denied (ports below 1024 are for privileged processes)"
          : "permission denied";
    }
    if (words.contains("cannot assign requested address") || words.contains("can't assign")) {
      return "no network interface of this machine has this address";
    }
    return said;
  }
}
