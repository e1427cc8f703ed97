package io.sluice.filters.ratelimit;

import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.OneOf;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code rate_limit}.
 *
 * @param rate of the one policy; null: there are {@code policies}
 * @param burst how many may pass at once, or wait with leaky_bucket; null: one period of the rate
 * @param cost of each request
 * @param maxDelay the longest wait with leaky_bucket; null: as long as {@code burst} allows
 * @param policies several at once, all of which must admit
 * @param overrides of the one policy, by key
 * @param dryRun decide and count, but never refuse
 * @param headers whether clients are told
 * @param maxKeys remembered for each policy
 */
@OneOf({"rate", "policies"})
public record RateLimitConfig(
    @Option(value = "How the limit is kept.", orElse = "token_bucket") Algorithm algorithm,
    @Option("How many may pass in a period.") @Nullable Rate rate,
    @Option(
            value = "How many may pass at once, or wait with leaky_bucket; one period of the rate.",
            min = 0,
            max = PolicyConfig.MOST)
        @Nullable Long burst,
    @Option(value = "What has a limit of its own.", orElse = "client_ip") Key key,
    @Option(value = "What each request counts as.", orElse = "1", min = 1, max = PolicyConfig.MOST)
        long cost,
    @Option(value = "Whether this gateway counts alone or all together.", orElse = "local")
        Scope scope,
    @Option(
            value = "Whether Redis is asked each time or a share is taken ahead of need.",
            orElse = "exact")
        Mode mode,
    @Option(
            value = "What to do while Redis does not answer: count here, allow all or deny all.",
            orElse = "local")
        OnStoreError onStoreError,
    @Option(value = "The longest wait with leaky_bucket.", min = 1) @Nullable Duration maxDelay,
    @Option(value = "Several policies, all of which must admit.", min = 1)
        List<PolicyConfig> policies,
    @Option("Other rates for single keys.") Map<String, OverrideConfig> overrides,
    @Option(value = "Decide and count, but refuse nothing.", orElse = "false") boolean dryRun,
    @Option(value = "Tell clients what is left, in RateLimit fields.", orElse = "true")
        boolean headers,
    @Option(value = "Keys that are remembered for each policy.", orElse = "100000", min = 1)
        long maxKeys) {

  public RateLimitConfig {
    if (!policies.isEmpty() && burst != null) {
      throw new IllegalArgumentException(
          "burst: " + burst + " (expected: in each policy, where there are policies)");
    }
    if (!policies.isEmpty() && !overrides.isEmpty()) {
      throw new IllegalArgumentException(
          "overrides: set (expected: in each policy, where there are policies)");
    }
    if (mode == Mode.LEASE && scope == Scope.LOCAL) {
      throw new IllegalArgumentException("mode: lease (expected: exact, with scope local)");
    }
    if (onStoreError != OnStoreError.LOCAL && scope == Scope.LOCAL) {
      throw new IllegalArgumentException(
          "on_store_error: "
              + onStoreError.name().toLowerCase(Locale.ROOT)
              + " (expected: only with scope redis)");
    }
  }

  /** How a limit is kept. */
  public enum Algorithm {
    TOKEN_BUCKET,
    SLIDING_WINDOW,
    LEAKY_BUCKET
  }

  /** Who counts together. */
  public enum Scope {
    LOCAL,
    REDIS
  }

  /** How often the store is asked. */
  public enum Mode {
    EXACT,
    LEASE
  }

  /** What happens while the store does not answer. */
  public enum OnStoreError {
    LOCAL,
    ALLOW,
    DENY
  }
}
