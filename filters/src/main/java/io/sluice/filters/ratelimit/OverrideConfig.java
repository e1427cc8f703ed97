package io.sluice.filters.ratelimit;

import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.Rate;
import org.jspecify.annotations.Nullable;

/**
 * What one key has instead of a policy's own rate.
 *
 * @param burst null: one period of this rate
 */
public record OverrideConfig(
    @Option("How many of this key may pass in a period.") Rate rate,
    @Option(
            value = "How many of this key may pass at once; one period of the rate.",
            min = 0,
            max = PolicyConfig.MOST)
        @Nullable Long burst) {}
