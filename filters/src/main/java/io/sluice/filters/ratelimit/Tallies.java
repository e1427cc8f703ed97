package io.sluice.filters.ratelimit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.sluice.filters.kept.KeptStates;
import io.sluice.filters.meter.OwnMeters;
import io.sluice.gateway.api.FilterContext;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What one policy of one route has counted: by key, and by decision. */
final class Tallies extends KeptStates {
  private final OwnMeters meters;
  private final Tags tags;

  /** Never changed, but replaced by the control thread. */
  private volatile Map<Decision, Counter> counters = new EnumMap<>(Decision.class);

  private Set<Decision> expected = EnumSet.noneOf(Decision.class); // control thread

  Tallies(FilterContext context, String policy, long maxKeys, Duration idle) {
    super(context.ticker(), maxKeys, idle);
    this.meters = new OwnMeters(context.meters());
    this.tags = Tags.of("route", context.routeId(), "policy", policy);
  }

  /** Says which decisions there can be once the config that is being compiled runs. */
  void expect(Set<Decision> decisions) {
    expected = decisions;
  }

  @Override
  public void adopted() {
    super.adopted();
    Map<Decision, Counter> all = new EnumMap<>(counters);
    for (Decision decision : expected) {
      all.computeIfAbsent(decision, this::register);
    }
    counters = all;
  }

  private Counter register(Decision decision) {
    return meters.counter("sluice.ratelimit.decisions", tags.and("decision", decision.label()));
  }

  /** Counts a decision. Any thread. */
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
