package io.sluice.filters.fallback;

import io.sluice.gateway.api.OneOf;
import io.sluice.gateway.api.Option;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code fallback}.
 *
 * @param on reasons of the gateway, {@code timeout} for all its 504, and statuses of anybody
 */
@OneOf({"direct_response", "upstream", "stale"})
public record FallbackConfig(
    @Option(
            value =
                "When it steps in: reasons of the gateway, timeout, or statuses from 400 to 599.",
            orElse = "[breaker_open, no_endpoint, timeout, 502, 503, 504]",
            pattern = "[a-z][a-z0-9_]*|[45][0-9][0-9]",
            min = 1)
        List<String> on,
    @Option("The answer to give instead.") @Nullable FallbackAnswer directResponse,
    @Option("Id of the upstream to ask instead.") @Nullable String upstream,
    @Option("True: the stale response that a cache behind has.") @Nullable Boolean stale) {

  public FallbackConfig {
    if (Boolean.FALSE.equals(stale)) {
      throw new IllegalArgumentException(
          "stale: false (expected: true, or direct_response or upstream in its place)");
    }
  }
}
