package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.time.Duration;

/** The wait before another attempt: doubled each time, with jitter. */
public record BackoffConfig(
    @Option(value = "Before the second attempt.", orElse = "25ms") Duration base,
    @Option(value = "The longest.", orElse = "250ms") Duration max) {

  public BackoffConfig {
    if (max.compareTo(base) < 0) {
      throw new IllegalArgumentException(
          "max: "
              + Durations.format(max)
              + " (expected: at least base, "
              + Durations.format(base)
              + ")");
    }
  }
}
