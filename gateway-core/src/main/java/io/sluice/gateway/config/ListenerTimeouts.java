package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.time.Duration;

/** How long clients of one listener may take. */
public record ListenerTimeouts(
    @Option(
            value = "From the first byte of a request to the end of its header. 0 = none.",
            orElse = "10s")
        Duration headers,
    @Option(value = "Between two pieces of a request body. 0 = none.", orElse = "60s")
        Duration body,
    @Option(value = "Between two requests of one connection. 0 = none.", orElse = "60s")
        Duration idle) {}
