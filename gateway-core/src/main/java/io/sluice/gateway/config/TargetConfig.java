package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import io.sluice.loadbalancer.Address;
import java.util.Map;

/** One origin server. */
public record TargetConfig(
    @Option("Host and port.") Address address,
    @Option(value = "Its share of the requests.", orElse = "1", min = 0, max = 65_535) int weight,
    @Option(
            value = "0 = first; a reserve has a higher number.",
            orElse = "0",
            min = 0,
            max = 65_535)
        int priority,
    @Option(value = "Where it stands.", orElse = "\"\"") String zone,
    @Option("Free words for operators.") Map<String, String> labels) {}
