package io.sluice.filters.circuitbreaker;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.OwnedMeters;

/** What the metrics say of a route's breaker, which other routes may share. Control thread. */
final class BreakerMeters implements Kept {
  private final OwnedMeters meters;
  private final String routeId;
  private final SharedBreaker shared;
  private final RouteCounters transitions;

  /**
   * @param transitions of the route, by the state's code
   */
  BreakerMeters(
      MeterRegistry registry, String routeId, SharedBreaker shared, RouteCounters transitions) {
    this.meters = new OwnedMeters(registry);
    this.routeId = routeId;
    this.shared = shared;
    this.transitions = transitions;
  }

  @Override
  public void adopted() {
    if (meters.isEmpty()) {
      meters.gauge(
          "sluice.breaker.state",
          "State of the circuit breaker: 0 closed, 1 open, 2 half-open",
          Tags.of("route", routeId),
          shared,
          breaker -> breaker.state().code());
      transitions.adopted(); // perhaps not yet, and from here on it is told
      shared.tell(transitions);
    }
  }

  @Override
  public void close() {
    shared.tellNoMore(transitions);
    meters.close();
  }
}
