package io.sluice.filters.cache;

import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.Lifetimes;
import io.sluice.filters.cache.rules.Terms;
import io.sluice.filters.cache.store.KeyMaker;
import io.sluice.gateway.api.FilterContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a route says of its cache. Lengths of time in milliseconds. Immutable.
 *
 * @param keys how requests are told apart
 * @param lifetimes how long responses are fresh
 * @param staleWhileRevalidate where the origin does not say
 * @param staleIfError where the origin does not say
 * @param keepStale how long a response stays once it is stale
 * @param collapse whether requests for one thing share one question
 * @param maxBody bytes of the longest body that is kept
 * @param minUses a response is kept from this many requests on
 * @param bypass requests that pass by
 * @param hasConsumer whether the key says who calls
 * @param hasAuthorization whether the key has the field Authorization
 * @param tiers behind the one in memory
 * @param meters of the route
 */
record CachePolicy(
    KeyMaker keys,
    Lifetimes lifetimes,
    long staleWhileRevalidate,
    long staleIfError,
    long keepStale,
    boolean collapse,
    int maxBody,
    int minUses,
    BypassConfig bypass,
    boolean hasConsumer,
    boolean hasAuthorization,
    Tiers tiers,
    CacheMeters meters) {

  /**
   * Of a config.
   *
   * @throws IllegalArgumentException when values contradict each other
   */
  static CachePolicy of(CacheConfig config, FilterContext context, SharedCache cache) {
    Map<Integer, Long> byStatus = new HashMap<>();
    config.ttl().forEach((status, ttl) -> byStatus.put(Integer.valueOf(status), ttl.toMillis()));
    return new CachePolicy(
        new KeyMaker(config.key().rules()),
        new Lifetimes(
            Map.copyOf(byStatus),
            millis(config.defaultTtl()),
            millis(config.negativeTtl()),
            config.heuristicPercent(),
            config.heuristicMax().toMillis()),
        config.staleWhileRevalidate().toMillis(),
        config.staleIfError().toMillis(),
        config.keepStale().toMillis(),
        config.collapse(),
        config.maxBodySize().intBytes(),
        config.minUses(),
        config.bypass(),
        config.key().consumer(),
        config.key().headers().stream().anyMatch("authorization"::equalsIgnoreCase),
        Tiers.of(config.tiers(), context, cache),
        CacheMeters.of(context));
  }

  private static long millis(@Nullable Duration duration) {
    return duration == null ? Lifetimes.UNKNOWN : duration.toMillis();
  }

  /** For how long a response is kept from now on. */
  long keptFor(Freshness freshness, Terms terms, long now) {
    long stale =
        Math.max(
            Math.max(keepStale, Math.max(staleWhileRevalidate, staleIfError)),
            Math.max(terms.staleWhileRevalidate(), terms.staleIfError()) * 1000);
    return Math.max(0, freshness.left(now) + stale);
  }
}
