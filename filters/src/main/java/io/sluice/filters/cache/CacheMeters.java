package io.sluice.filters.cache;

import io.micrometer.core.instrument.Tags;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.FilterContext;

/** Counts what became of a route's requests, as {@code sluice.cache.requests}. Any thread. */
final class CacheMeters {

  /** What became of a request, and by which tier. */
  enum Outcome {
    /** A fresh response was there. */
    HIT(0, "memory", "hit"),
    /** The same, from the slower tiers. */
    HIT_REDIS(1, "redis", "hit"),
    HIT_DISK(2, "disk", "hit"),
    /** A stale one was used, as somebody allows. */
    STALE(3, "memory", "stale"),
    /** The origin said that what is stored still holds. */
    REVALIDATED(4, "memory", "revalidated"),
    /** The answer is another request's, which came from the origin meanwhile. */
    COLLAPSED(5, "none", "collapsed"),
    /** The origin was asked. */
    MISS(6, "none", "miss"),
    /** The origin was asked since what is stored is stale, and gave another answer. */
    EXPIRED(7, "none", "expired"),
    /** The request passed the cache by. */
    BYPASS(8, "none", "bypass"),
    /** Nothing was there, and the client did not want the origin to be asked. */
    ONLY_IF_CACHED(9, "none", "only_if_cached");

    private final int place;
    private final String tier;
    private final String outcome;

    Outcome(int place, String tier, String outcome) {
      this.place = place;
      this.tier = tier;
      this.outcome = outcome;
    }

    String word() {
      return outcome;
    }

    private Tags tags() {
      return Tags.of("tier", tier, "outcome", outcome);
    }
  }

  private static final Outcome[] ALL = Outcome.values();

  private final RouteCounters counters;

  private CacheMeters(RouteCounters counters) {
    this.counters = counters;
  }

  static CacheMeters of(FilterContext context) {
    Tags[] tags = new Tags[ALL.length];
    for (Outcome outcome : ALL) {
      tags[outcome.place] = outcome.tags();
    }
    return new CacheMeters(
        RouteCounters.of(
            context, "sluice.cache.requests", "Requests, by what the cache did for them", tags));
  }

  void count(Outcome outcome) {
    counters.increment(outcome.place);
  }
}
