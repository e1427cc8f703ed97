package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.client.ClientErrors;
import io.sluice.gateway.config.BackoffConfig;
import io.sluice.gateway.config.RetryConfig;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A route's {@code retry}, in the form that an attempt's end asks it. */
public final class RetryPolicy {
  /**
   * Of a route that says nothing: a connection that could not be opened is tried once more, at
   * another endpoint if there is one. Nothing was sent, so that is safe with any method.
   */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          new RetryConfig(
              1,
              List.of("connect_failure", "refused"),
              List.of(),
              Duration.ZERO,
              new BackoffConfig(Duration.ZERO, Duration.ZERO),
              20));

  private final int attempts;
  private final boolean onConnectFailure;
  private final boolean onRefused;
  private final boolean onReset;
  private final boolean[] onStatus = new boolean[600];
  private final String[] methods;
  private final long perTryNanos;
  private final long backoffBaseNanos;
  private final long backoffMaxNanos;
  private final int budgetPercent;

  private RetryPolicy(RetryConfig config) {
    this.attempts = config.attempts();
    this.onConnectFailure = config.on().contains("connect_failure");
    this.onRefused = config.on().contains("refused");
    this.onReset = config.on().contains("reset");
    this.methods = config.methods().toArray(new String[0]);
    this.perTryNanos = config.perTryTimeout().toNanos();
    this.backoffBaseNanos = config.backoff().base().toNanos();
    this.backoffMaxNanos = config.backoff().max().toNanos();
    this.budgetPercent = config.budgetPercent();
    for (String cause : config.on()) {
      if (Character.isDigit(cause.charAt(0))) {
        onStatus[Integer.parseInt(cause)] = true;
      }
    }
  }

  static RetryPolicy of(@Nullable RetryConfig config) {
    return config == null ? DEFAULT : new RetryPolicy(config);
  }

  /** Attempts beyond the first. */
  public int attempts() {
    return attempts;
  }

  /**
   * Whether an attempt that brought no response is made again.
   *
   * @param replayable whether the whole of the request is there to be sent again
   */
  public boolean wants(GatewayError error, String method, boolean replayable) {
    boolean refused = error.equals(ClientErrors.REFUSED);
    if (refused
        || error.equals(ClientErrors.CONNECT_FAILED)
        || error.equals(ClientErrors.CONNECT_TIMEOUT)) {
      return onConnectFailure || (refused && onRefused); // not a byte was sent: any method
    }
    if (!mayRepeat(method) || !replayable) {
      return false;
    }
    return error.status() == 504 ? onStatus(504) : error.retryable() && onReset;
  }

  /** Whether that status counts as failed. */
  public boolean onStatus(int status) {
    return onStatus[status];
  }

  /** Whether doing it twice is as good as doing it once (RFC 9110 9.2.2). */
  public static boolean isIdempotent(String method) {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE" -> true;
      default -> false;
    };
  }

  /** Whether a request of that method may be sent twice. */
  public boolean mayRepeat(String method) {
    for (String m : methods) {
      if (m.equals(method)) {
        return true;
      }
    }
    return false;
  }

  /** How long one attempt may wait for its response head; 0 = for ever. */
  public long perTryNanos() {
    return perTryNanos;
  }

  /** What each request pays into the upstream's retry budget, in percent of a retry. */
  public int budgetPercent() {
    return budgetPercent;
  }

  /**
   * The wait before attempt {@code attempt} (2 is the first retry): exponential, with full jitter,
   * so that exchanges that failed together do not come back together.
   */
  public long backoffNanos(int attempt, SplittableRandom random) {
    int doublings = Math.min(attempt - 2, 20);
    boolean atMost = backoffBaseNanos >= backoffMaxNanos >> doublings; // asked so, none overflows
    long ceiling = atMost ? backoffMaxNanos : backoffBaseNanos << doublings;
    return random.nextLong(ceiling + 1);
  }
}
