package io.sluice.filters.cache;

import io.sluice.gateway.api.ByteSize;
import io.sluice.gateway.api.Option;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of {@code cache}. */
public record CacheConfig(
    @Option(
            value = "Where responses are kept, the nearest first: memory, disk, redis.",
            orElse = "[memory]",
            pattern = "memory|disk|redis",
            min = 1)
        List<String> tiers,
    @Option(
            value = "What tells requests apart, beside scheme, host, path and query.",
            orElse = "{}")
        KeyConfig key,
    @Option(
            value = "How long a response below 400 is fresh of which the origin says nothing.",
            min = 0)
        @Nullable Duration defaultTtl,
    @Option(
            value = "How long responses of a status are fresh, whatever the origin says.",
            keys = "[2-5][0-9][0-9]")
        Map<String, Duration> ttl,
    @Option(
            value =
                "How long a response of 400 or above is fresh of which the origin says nothing.",
            min = 0)
        @Nullable Duration negativeTtl,
    @Option(
            value = "Percent of the time since Last-Modified, where the origin says nothing else.",
            orElse = "0",
            min = 0,
            max = 100)
        int heuristicPercent,
    @Option(value = "The most that comes of heuristic_percent.", orElse = "24h", min = 0)
        Duration heuristicMax,
    @Option(
            value = "How long a stale response is used while the origin is asked behind it.",
            orElse = "0s",
            min = 0)
        Duration staleWhileRevalidate,
    @Option(
            value = "How long a stale response is used where the origin fails.",
            orElse = "0s",
            min = 0)
        Duration staleIfError,
    @Option(
            value = "How long a response stays once it is stale, to be asked about.",
            orElse = "1h",
            min = 0)
        Duration keepStale,
    @Option(value = "Whether requests for one thing share one question.", orElse = "true")
        boolean collapse,
    @Option(value = "The longest body that is kept.", orElse = "8MiB", min = 1, max = 1 << 30)
        ByteSize maxBodySize,
    @Option(
            value = "A response is kept from this many requests for it on.",
            orElse = "1",
            min = 1,
            max = 1000)
        int minUses,
    @Option(value = "Requests that pass the cache by.", orElse = "{}") BypassConfig bypass) {}
