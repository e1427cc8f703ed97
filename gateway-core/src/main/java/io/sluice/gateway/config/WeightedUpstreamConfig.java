package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;

/** One side of a split. */
public record WeightedUpstreamConfig(
    @Option("Id of the upstream.") String upstream,
    @Option(value = "Its share, in proportion to the sum; 0 = none.", min = 0, max = 1_000_000)
        int weight) {}
