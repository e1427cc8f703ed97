package io.sluice.filters.ratelimit;

import io.sluice.filters.ratelimit.RateLimitConfig.Algorithm;
import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.Rate;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One of several policies; what it does not say is what the filter says.
 *
 * @param id in metrics, in the RateLimit fields and in what identifies its state
 */
public record PolicyConfig(
    @Option(value = "Its name, for clients and metrics.", pattern = "[a-z0-9_-]{1,64}") String id,
    @Option("How many may pass in a period.") Rate rate,
    @Option("How the limit is kept; as the filter says.") @Nullable Algorithm algorithm,
    @Option(
            value = "How many may pass at once, or wait with leaky_bucket; one period of the rate.",
            min = 0,
            max = MOST)
        @Nullable Long burst,
    @Option("What has a limit of its own; as the filter says.") @Nullable Key key,
    @Option(value = "What each request counts as; as the filter says.", min = 1, max = MOST)
        @Nullable Long cost,
    @Option(value = "The longest wait with leaky_bucket; as the filter says.", min = 1)
        @Nullable Duration maxDelay,
    @Option("Other rates for single keys.") Map<String, OverrideConfig> overrides) {

  /** Greatest count that a limiter takes. */
  static final long MOST = 1_000_000_000_000L;
}
