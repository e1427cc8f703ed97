package io.sluice.filters.circuitbreaker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.Kept;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics say of a route's breaker, which other routes may share. A route that gets
 * another breaker has two for as long as its old exchanges run: the one adopted last has the name,
 * and only its owner takes it away. Control thread.
 */
final class BreakerMeters implements Kept {
  private static final String STATE = "sluice.breaker.state";

  private final MeterRegistry registry;
  private final String routeId;
  private final SharedBreaker shared;
  private final RouteCounters transitions;
  private @Nullable Gauge gauge;

  /**
   * @param transitions of the route, by the state's code
   */
  BreakerMeters(
      MeterRegistry registry, String routeId, SharedBreaker shared, RouteCounters transitions) {
    this.registry = registry;
    this.routeId = routeId;
    this.shared = shared;
    this.transitions = transitions;
  }

  @Override
  public void adopted() {
    if (gauge == null) {
      shared.tell(transitions);
      Gauge other = registered();
      if (other != null) {
        registry.remove(other);
      }
      gauge =
          Gauge.builder(STATE, shared, breaker -> breaker.state().code())
              .description("State of the circuit breaker: 0 closed, 1 open, 2 half-open")
              .tag("route", routeId)
              .register(registry);
    }
  }

  private @Nullable Gauge registered() {
    return registry.find(STATE).tag("route", routeId).gauge();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // meters of one name are equal
  public void close() {
    shared.tellNoMore(transitions);
    Gauge own = gauge;
    if (own != null && registered() == own) {
      registry.remove(own);
    }
  }
}
