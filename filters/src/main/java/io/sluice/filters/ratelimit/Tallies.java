package io.sluice.filters.ratelimit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.filters.kept.KeptStates;
import io.sluice.gateway.api.FilterContext;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** What one policy of one route has counted: by key, and by decision. */
final class Tallies extends KeptStates {
  private final MeterRegistry registry;
  private final String route;
  private final String policy;
  private final Map<Decision, Counter> counters = new EnumMap<>(Decision.class); // control thread

  Tallies(FilterContext context, String policy, long maxKeys, Duration idle) {
    super(context.ticker(), maxKeys, idle);
    this.registry = context.meters();
    this.route = context.routeId();
    this.policy = policy;
  }

  /** The counters of the decisions that there can be; never changed afterwards. */
  Map<Decision, Counter> counters(Set<Decision> possible) {
    Map<Decision, Counter> all = new EnumMap<>(Decision.class);
    for (Decision decision : possible) {
      all.put(decision, counters.computeIfAbsent(decision, this::register));
    }
    return all;
  }

  private Counter register(Decision decision) {
    return Counter.builder("sluice.ratelimit.decisions")
        .tag("route", route)
        .tag("policy", policy)
        .tag("decision", decision.label())
        .register(registry);
  }

  @Override
  public void close() {
    counters.values().forEach(registry::remove);
  }
}
