package io.sluice.gateway.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why an exchange did not go as its client wished: one value decides the answer's status, whether a
 * retry is worth trying, and the stable word in logs and metrics. No exception, no stack trace:
 * errors of the data plane are data.
 *
 * @param status HTTP status of the answer, 400 to 599
 * @param origin who caused it
 * @param retryable whether another attempt at another endpoint could succeed
 * @param reason stable snake_case word; bounded in number, so it may label a metric
 * @param detail for the client, a sentence; null when the reason says it all
 */
public record GatewayError(
    int status, Origin origin, boolean retryable, String reason, @Nullable String detail) {

  /** A defect of the gateway. */
  public static final GatewayError INTERNAL = gateway(500, "internal_error");

  /** Who caused an error. */
  public enum Origin {
    CLIENT,
    UPSTREAM,
    GATEWAY
  }

  public GatewayError {
    Objects.requireNonNull(origin, "origin");
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 400 to 599)");
    }
    if (!isSnakeCase(reason)) {
      throw new IllegalArgumentException("reason: '" + reason + "' (expected: snake_case)");
    }
  }

  /** An error of the client, not retryable. */
  public static GatewayError client(int status, String reason) {
    return new GatewayError(status, Origin.CLIENT, false, reason, null);
  }

  /** An error of the origin server, retryable elsewhere. */
  public static GatewayError upstream(int status, String reason) {
    return new GatewayError(status, Origin.UPSTREAM, true, reason, null);
  }

  /** An error of the gateway itself, not retryable. */
  public static GatewayError gateway(int status, String reason) {
    return new GatewayError(status, Origin.GATEWAY, false, reason, null);
  }

  /** The same error with a sentence for the client. */
  public GatewayError withDetail(String sentence) {
    return new GatewayError(status, origin, retryable, reason, sentence);
  }

  private static boolean isSnakeCase(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
        return false;
      }
    }
    return !word.isEmpty();
  }
}
