package io.sluice.filters.circuitbreaker;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sluice.filters.meter.OwnMeters;
import io.sluice.filters.meter.RouteCounters;
import io.sluice.gateway.api.Kept;

/**
 * What the metrics say of a route's breaker, which other routes may share. A route that gets
 * another breaker has two for as long as its old exchanges run: the one adopted last has the name,
 * and only its owner takes it away. Control thread.
 */
final class BreakerMeters implements Kept {
  private static final String STATE = "sluice.breaker.state";

  private final OwnMeters meters;
  private final Tags route;
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
    this.meters = new OwnMeters(registry);
    this.route = Tags.of("route", routeId);
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
    shared.tell(transitions);
    if (shown) {
      meters.gauge(STATE, route, shared, breaker -> breaker.state().code());
    }
  }

  @Override
  public void close() {
    shared.tellNoMore(transitions);
    meters.close();
  }
}
