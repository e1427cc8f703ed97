package io.sluice.filters.ratelimit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.sluice.filters.kept.KeptStates;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.OwnedMeters;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** What one policy of one route has counted: by key, and by decision. */
final class Tallies extends KeptStates {
  private final OwnedMeters meters; // control thread
  private final Tags tags;
  private Set<Decision> next = Set.of(); // control thread

  /** Those that there can be; never changed once it stands here, by the control thread. */
  private volatile Map<Decision, Counter> counters = new EnumMap<>(Decision.class);

  Tallies(FilterContext context, String policy, long maxKeys, Duration idle) {
    super(context.ticker(), maxKeys, idle);
    this.meters = new OwnedMeters(context.meters());
    this.tags = Tags.of("route", context.routeId(), "policy", policy);
  }

  /** Says what is to count once the config that is being compiled runs. Control thread. */
  void plan(long maxKeys, Duration idle, Set<Decision> possible) {
    plan(maxKeys, idle);
    next = possible;
  }

  @Override
  public void adopted() {
    super.adopted();
    Map<Decision, Counter> all = new EnumMap<>(counters);
    for (Decision decision : next) {
      all.computeIfAbsent(decision, this::register);
    }
    counters = all;
  }

  private Counter register(Decision decision) {
    return meters.counter(
        "sluice.ratelimit.decisions",
        "Decisions of a rate limit",
        tags.and("decision", decision.label()));
  }

  /** Counts one more. Any thread. */
  void count(Decision decision) {
    Counter counter = counters.get(decision);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void close() {
    meters.close();
  }
}
