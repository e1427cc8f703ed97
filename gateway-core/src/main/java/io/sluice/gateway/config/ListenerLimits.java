package io.sluice.gateway.config;

import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.Option;

/** Bounds on what clients of one listener may send. */
public record ListenerLimits(
    @Option(
            value = "Longest request line; a longer one is answered with 414.",
            orElse = "8KiB",
            min = 64,
            max = 1 << 20)
        ByteSize requestLine,
    @Option(
            value = "All header fields together; more is answered with 431.",
            orElse = "32KiB",
            min = 256,
            max = 16 << 20)
        ByteSize headers,
    @Option(
            value = "Number of header fields; more is answered with 431.",
            orElse = "128",
            min = 1,
            max = 10_000)
        int headerCount,
    @Option(value = "Request body; a larger one is answered with 413. 0 = none.", orElse = "0")
        ByteSize body,
    @Option(value = "Open connections of the listener. 0 = none.", orElse = "0", min = 0)
        int connections) {}
