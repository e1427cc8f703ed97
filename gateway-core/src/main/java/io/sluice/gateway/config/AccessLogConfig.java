package io.sluice.gateway.config;

import io.sluice.gateway.api.Option;

/** The access log: one line for each exchange, written off the event loops. */
public record AccessLogConfig(
    @Option(value = "No access log at all.", orElse = "false") boolean off,
    @Option(
            value = "json, common, or a line of text with variables in braces.",
            orElse = "json",
            pattern = Names.LOG_FORMAT)
        String format,
    @Option(value = "A file, or - for standard output.", orElse = "-", pattern = Names.LINE)
        String path,
    @Option(
            value =
                "Lines that may wait for the disk; when it is full, lines are dropped and counted.",
            orElse = "65536",
            min = 64,
            max = 1 << 24)
        int queueSize) {}
