package io.sluice.gateway.health;

import java.time.Duration;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * How {@link HttpProber} checks.
 *
 * @param method {@code GET} or {@code HEAD}
 * @param path with a query if any, as it goes over the wire
 * @param host of the Host field; null for where the check connects to
 * @param expected whether a final status (101, 200 to 599) says that the endpoint is well; called
 *     on event loops
 * @param port 1 to 65535; 0 for the endpoint's own
 * @param timeout from the look-up of its name to the head of its answer, above 0
 */
public record HttpProbeOptions(
    String method,
    String path,
    @Nullable String host,
    IntPredicate expected,
    int port,
    Duration timeout) {

  public HttpProbeOptions {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw new IllegalArgumentException("method: " + method + " (expected: GET or HEAD)");
    }
    if (!path.startsWith("/") || !isVisible(path)) {
      throw new IllegalArgumentException(
          "path: " + path + " (expected: / and more, without blanks, percent-encoded)");
    }
    if (host != null && (host.isEmpty() || !isVisible(host))) {
      throw new IllegalArgumentException(
          "host: '" + host + "' (expected: a host, with a port if any)");
    }
    TcpProbeOptions.check(port, timeout);
  }

  /** Nothing that could end a line, and with it the request that is meant. */
  private static boolean isVisible(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }
}
