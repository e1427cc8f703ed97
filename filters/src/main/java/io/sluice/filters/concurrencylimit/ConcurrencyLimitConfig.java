package io.sluice.filters.concurrencylimit;

import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.OneOf;
import io.sluice.gateway.api.Option;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code concurrency_limit}.
 *
 * @param max how many may run at a time; null where {@code adaptive} finds it
 * @param adaptive the bounds within which it is found
 * @param key of what has a limit of its own; null: the route has one
 * @param queue how many may wait, of each key
 * @param queueTimeout how long
 * @param status of the refusal: 503 or 429
 * @param maxKeys how many keys an adaptive limit is remembered for
 */
@OneOf({"max", "adaptive"})
public record ConcurrencyLimitConfig(
    @Option(value = "Exchanges that may run at a time.", min = 1) @Nullable Integer max,
    @Option("Finds that number from latencies, within bounds.") @Nullable Adaptive adaptive,
    @Option("What has a limit of its own; without it the route has one.") @Nullable Key key,
    @Option(
            value = "Exchanges of a key that may wait for their turn.",
            orElse = "0",
            min = 0,
            max = 10_000)
        int queue,
    @Option(value = "How long an exchange may wait.", orElse = "1s", min = 1) Duration queueTimeout,
    @Option(value = "Status of the refusal, 503 or 429.", orElse = "503") int status,
    @Option(value = "Keys whose adaptive limits are remembered.", orElse = "100000", min = 1)
        long maxKeys) {

  public ConcurrencyLimitConfig {
    if (status != 503 && status != 429) {
      throw new IllegalArgumentException("status: " + status + " (expected: 503 or 429)");
    }
  }

  /**
   * Bounds of a limit that is found.
   *
   * @param min the least
   * @param max the greatest
   */
  public record Adaptive(
      @Option(value = "The least that the limit may be.", orElse = "5", min = 1) int min,
      @Option(value = "The greatest that the limit may be.", orElse = "1000", min = 1) int max) {

    public Adaptive {
      if (max < min) {
        throw new IllegalArgumentException(
            "max: " + max + " (expected: at least min, " + min + ")");
      }
    }
  }
}
