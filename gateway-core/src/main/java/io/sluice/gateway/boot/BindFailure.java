package io.sluice.gateway.boot;

import io.sluice.gateway.config.Bind;
import java.io.IOException;
import java.util.Locale;

/** Why an address could not be bound, in words for the person who wrote it into the config. */
final class BindFailure {
  private BindFailure() {}

  /**
   * An error such as {@code listeners[0].bind: 0.0.0.0:8080: address already in use}.
   *
   * @param path where in the config the address stands
   * @param cause what the transport said; each has its own exceptions, but all quote the operating
   *     system's words
   */
  static IOException of(String path, Bind bind, Throwable cause) {
    return new IOException(path + ": " + bind + ": " + reason(bind, cause), cause);
  }

  private static String reason(Bind bind, Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    String words = said.toLowerCase(Locale.ROOT);
    if (words.contains("address already in use")) {
      return "address already in use";
    }
    if (words.contains("permission denied")) {
      return bind.port() < 1024
          ? "permission denied (ports below 1024 are for privileged processes)"
          : "permission denied";
    }
    if (words.contains("cannot assign requested address") || words.contains("can't assign")) {
      return "no network interface of this machine has this address";
    }
    return said;
  }
}
