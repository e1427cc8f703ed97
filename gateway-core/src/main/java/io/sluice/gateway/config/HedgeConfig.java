package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.time.Duration;

/** When a request that is slow to be answered is sent to another server as well. */
public record HedgeConfig(
    @Option(value = "How long the response's head may take before; to about 10 ms.", min = 1)
        Duration after,
    @Option(
            value = "How many more servers are asked, one after another.",
            orElse = "1",
            min = 1,
            max = 4)
        int max) {}
