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
  private final boolean shown;
  private boolean began;

  /**
   * @param transitions of the route, by the state's code
   * @param shown whether the state is; a second breaker of a route has no name for it
   */
  BreakerMeters(
      MeterRegistry registry,
      String routeId,
      SharedBreaker shared,
      RouteCounters transitions,
      boolean shown) {
    this.meters = new OwnedMeters(registry);
    this.routeId = routeId;
    this.shared = shared;
    this.transitions = transitions;
    this.shown = shown;
  }

  @Override
  public void adopted() {
    if (began) {
      return;
    }
    began = true;
    transitions.adopted(); // perhaps not yet, and from here on it is told
    shared.tell(transitions);
    if (shown) {
      meters.gauge(
          "sluice.breaker.state",
          "State of the circuit breaker: 0 closed, 1 open, 2 half-open",
          Tags.of("route", routeId),
          shared,
          breaker -> breaker.state().code());
    }
  }

  @Override
  public void close() {
    shared.tellNoMore(transitions);
    meters.close();
  }
}
