package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.time.Duration;

/** When a route degrades by itself, and when it comes back. */
public record AutomaticDegradeConfig(
    @Option(
            value = "Percent of failures (5xx, time-outs, broken connections) that degrade it.",
            orElse = "50",
            min = 1,
            max = 100)
        int failureRateThreshold,
    @Option(value = "Fewer requests in the window say nothing.", orElse = "20", min = 1)
        int minimumCalls,
    @Option(value = "How far back is counted.", orElse = "10s", min = 100_000_000) Duration window,
    @Option(
            value = "How long it stays degraded before it is tried.",
            orElse = "30s",
            min = 10_000_000)
        Duration openDuration,
    @Option(value = "Requests that try it then.", orElse = "5", min = 1, max = 1000)
        int halfOpenCalls) {}
