package io.sluice.filters.bandwidthlimit;

import io.sluice.gateway.api.ByteRate;
import io.sluice.gateway.api.Key;
import io.sluice.gateway.api.Option;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@code bandwidth_limit}.
 *
 * @param rate of the bodies' bytes, as they are received or sent
 * @param direction which bodies; with both of them each has the whole rate
 * @param key what shares a rate; null: a connection
 * @param maxKeys how many are remembered
 */
public record BandwidthLimitConfig(
    @Option("Bytes of bodies in a second.") ByteRate rate,
    @Option(
            value = "Which bodies are limited; with both, each direction has the whole rate.",
            orElse = "response")
        Direction direction,
    @Option("What shares the rate; without it each connection has its own.") @Nullable Key key,
    @Option(value = "Keys that are remembered at a time.", orElse = "100000", min = 1)
        long maxKeys) {

  /** Whose bodies. */
  public enum Direction {
    RESPONSE,
    REQUEST,
    BOTH
  }
}
