package io.sluice.filters.circuitbreaker;

import io.sluice.gateway.api.Option;
import io.sluice.gateway.breaker.BreakerSettings;
import io.sluice.gateway.config.StatusRange;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code circuit_breaker}.
 *
 * @param slowCallDuration to the response's head; null when no call is slow
 * @param failureStatuses of responses that count as failures
 */
public record CircuitBreakerConfig(
    @Option(value = "Percent of calls that fail when it opens.", orElse = "50", min = 1, max = 100)
        int failureRateThreshold,
    @Option(
            value = "Percent of calls that are slow when it opens.",
            orElse = "100",
            min = 1,
            max = 100)
        int slowCallRateThreshold,
    @Option(value = "A call that takes longer is slow; none is without it.", min = 1_000_000)
        @Nullable Duration slowCallDuration,
    @Option(value = "Calls in the window before it may open.", orElse = "20", min = 1)
        int minimumCalls,
    @Option(
            value = "How long a call counts.",
            orElse = "10s",
            min = BreakerSettings.SHORTEST_WINDOW_NANOS)
        Duration window,
    @Option(
            value = "How long it stays open before it tries again.",
            orElse = "30s",
            min = BreakerSettings.SHORTEST_OPEN_NANOS)
        Duration openDuration,
    @Option(
            value = "Calls let through to find out whether it may close.",
            orElse = "5",
            min = 1,
            max = BreakerSettings.MOST_HALF_OPEN_CALLS)
        int halfOpenCalls,
    @Option(value = "Statuses of the origin that are failures.", orElse = "[500-599]")
        List<StatusRange> failureStatuses,
    @Option(
            value = "Whether the route has it alone, or shares it with others to the upstream.",
            orElse = "route")
        Scope scope,
    @Option(
            value = "How long after closing until all calls pass, from a tenth on.",
            orElse = "0s",
            min = 0)
        Duration ramp) {

  public CircuitBreakerConfig {
    if (slowCallDuration == null && slowCallRateThreshold < 100) {
      throw new IllegalArgumentException(
          "slow_call_rate_threshold: "
              + slowCallRateThreshold
              + " (expected: with slow_call_duration; no call is slow without it)");
    }
  }

  /** Who shares a breaker. */
  public enum Scope {
    ROUTE,
    UPSTREAM
  }

  BreakerSettings settings() {
    return new BreakerSettings(
        failureRateThreshold,
        slowCallRateThreshold,
        slowCallDuration == null ? 0 : slowCallDuration.toNanos(),
        minimumCalls,
        window.toNanos(),
        openDuration.toNanos(),
        halfOpenCalls,
        ramp.toNanos());
  }
}
