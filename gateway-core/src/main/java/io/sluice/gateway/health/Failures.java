package io.sluice.gateway.health;

import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Says in a few words, the same for all transports, why a connection failed. */
final class Failures {
  /** What the operating system says when a process has as many sockets as it may have. */
  static final String NO_SOCKET = "Too many open files";

  /** Words of the operating system, which transports wrap in various others. */
  private static final String[] KNOWN = {
    "Connection refused",
    "Connection reset",
    "Connection timed out",
    "No route to host",
    "Network is unreachable",
    "Host is down",
    "Broken pipe",
    NO_SOCKET,
    "Cannot assign requested address",
    "Permission denied"
  };

  private static final int LONGEST = 120;

  private Failures() {}

  static String detail(@Nullable Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      root = cause;
      if (cause instanceof UnknownHostException) {
        return "unknown host";
      }
      String message = cause.getMessage();
      for (String known : KNOWN) {
        if (message != null && message.contains(known)) {
          return known;
        }
      }
    }
    if (root == null) {
      return "unknown failure";
    }
    String text = root.getClass().getSimpleName() + ": " + root.getMessage();
    return text.substring(0, Math.min(text.length(), LONGEST));
  }
}
