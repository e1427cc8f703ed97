package io.sluice.filters.circuitbreaker;

import io.sluice.filters.circuitbreaker.CircuitBreakerConfig.Scope;
import io.sluice.filters.kept.Turn;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.FilterPlace;
import io.sluice.gateway.breaker.BreakerSettings;
import io.sluice.gateway.breaker.BreakerState;
import java.util.Arrays;
import java.util.List;

/** Makes {@code circuit_breaker} filters. */
public final class CircuitBreakerFactory implements FilterFactory<CircuitBreakerConfig> {

  /**
   * What a breaker is known by over configs. Two of one chain are two breakers: with one between
   * them each would take the other's probes, and it would never close.
   */
  private record OfScope(Scope scope, String id, int turn) {}

  /** The same of the meters that a route has for it. */
  private record MetersOf(String routeId, OfScope breaker, boolean shown) {}

  @Override
  public String name() {
    return "circuit_breaker";
  }

  @Override
  public String description() {
    return "Refuses requests while the origin fails or is slow, and tries again with a few.";
  }

  @Override
  public Class<CircuitBreakerConfig> configType() {
    return CircuitBreakerConfig.class;
  }

  @Override
  public List<String> warnings(CircuitBreakerConfig config, FilterPlace place) {
    return place.storesBehind()
        ? List.of(
            "stands in front of a cache: while it is open, nobody gets what is stored either (put it behind)")
        : List.of();
  }

  @Override
  public Filter create(CircuitBreakerConfig config, FilterContext context) {
    BreakerSettings settings = config.settings();
    Scope scope = config.scope();
    String id = scope == Scope.ROUTE ? context.routeId() : context.upstreamId();
    if (id == null) {
      throw new IllegalArgumentException(
          "scope: upstream (expected: route; this route does not have one upstream alone)");
    }
    OfScope identity = new OfScope(scope, id, Turn.of(context, name() + ' ' + scope));
    boolean first = Turn.of(context, name()) == 0;
    SharedBreaker shared =
        context.keep(identity, () -> new SharedBreaker(scope, id, settings, context.ticker()));
    RouteCounters transitions =
        RouteCounters.of(
            context,
            "sluice.breaker.transitions",
            "Changes of a circuit breaker's state",
            "to",
            Arrays.stream(BreakerState.values()).map(BreakerState::word).toArray(String[]::new));
    context.keep(
        new MetersOf(context.routeId(), identity, first),
        () -> new BreakerMeters(context.meters(), context.routeId(), shared, transitions, first));
    return new CircuitBreaker(
        shared,
        settings,
        Statuses.of(config.failureStatuses()),
        context.upstreamId(),
        context.ticker(),
        context.slot());
  }
}
