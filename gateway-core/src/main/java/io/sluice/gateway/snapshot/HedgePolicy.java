package io.sluice.gateway.snapshot;

import io.sluice.gateway.config.HedgeConfig;
import org.jspecify.annotations.Nullable;

/**
 * A route's {@code hedge}.
 *
 * @param afterNanos without a response's head
 * @param max further attempts
 */
public record HedgePolicy(long afterNanos, int max) {

  static @Nullable HedgePolicy of(@Nullable HedgeConfig config) {
    return config == null ? null : new HedgePolicy(config.after().toNanos(), config.max());
  }
}
