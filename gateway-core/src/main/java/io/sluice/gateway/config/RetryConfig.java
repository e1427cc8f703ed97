package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.time.Duration;
import java.util.List;

/** When a failed attempt is made again. */
public record RetryConfig(
    @Option(value = "Attempts beyond the first.", orElse = "2", min = 0, max = 10) int attempts,
    @Option(
            value = "What counts as failed: connect_failure, refused, reset, or a status.",
            orElse = "[connect_failure, refused, reset, 502, 503, 504]",
            pattern = Names.RETRY_ON)
        List<String> on,
    @Option(
            value = "Methods that may be sent twice.",
            orElse = "[GET, HEAD, OPTIONS, PUT, DELETE]",
            pattern = Names.METHOD)
        List<String> methods,
    @Option(value = "How long one attempt may wait for its response head. 0 = none.", orElse = "3s")
        Duration perTryTimeout,
    @Option(value = "The wait before an attempt.", orElse = "{}") BackoffConfig backoff,
    @Option(
            value =
                "Retries as a share of the requests: each request pays for so many hundredths of one.",
            orElse = "20",
            min = 0,
            max = 100)
        int budgetPercent) {}
