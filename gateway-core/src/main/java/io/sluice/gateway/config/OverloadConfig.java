package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When requests are refused because there are more than the gateway can serve. */
public record OverloadConfig(
    @Option(
            value =
                "Exchanges at a time, over all workers: sheddable ones up to 80 % of it, default"
                    + " ones up to 90 %. 0 = no cap.",
            orElse = "0",
            min = 0)
        int maxInflight,
    @Option(value = "How late an event loop may be. 0 = any.", orElse = "100ms", min = 0)
        Duration maxEventLoopLag,
    @Option(
            value = "Percent of the heap, or of the direct memory, in use. 0 = any.",
            orElse = "90",
            min = 0,
            max = 100)
        int maxMemoryPercent,
    @Option(
            value =
                "Field in which a trusted proxy names a request's class; taken from others. Empty ="
                    + " none.",
            orElse = "\"\"",
            pattern = Names.TOKEN + "|")
        String classHeader,
    @Option("Who is sheddable whatever the route says; absent = nobody.")
        @Nullable CrawlerConfig crawlers) {}
