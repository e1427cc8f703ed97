package io.sluice.filters.meter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.gateway.api.ChainContext;
import org.junit.jupiter.api.Test;

class RouteCountersTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /** What another config, which knows nothing of the first, makes. */
  private RouteCounters counters() {
    return RouteCounters.of(
        new ChainContext("users", meters, () -> 0), "sluice.things", "Things", "kind", "a", "b");
  }

  private double count(String kind) {
    return meters.get("sluice.things").tags("route", "users", "kind", kind).counter().count();
  }

  @Test
  void registersNothingForAConfigThatNeverRuns() {
    RouteCounters counters = counters();
    assertThat(meters.getMeters()).isEmpty();
    counters.close();
  }

  @Test
  void countsByKindAndIsGoneWhenItIsClosed() {
    RouteCounters counters = counters();
    counters.adopted();
    counters.increment(1);
    counters.adopted();
    assertThat(count("a")).isZero();
    assertThat(count("b")).isEqualTo(1);
    counters.close();
    assertThat(meters.getMeters()).isEmpty();
  }

  @Test
  void leavesTheNameToTheOneThatWasAdoptedLast() {
    RouteCounters drained = counters();
    drained.adopted();
    RouteCounters next = counters();
    next.adopted();
    drained.increment(0);
    drained.close();
    next.increment(0);

    assertThat(count("a")).isEqualTo(1);
  }

  @Test
  void takesNothingFromTheRunningOneWhenANewConfigFails() {
    RouteCounters running = counters();
    running.adopted();
    counters().close();

    running.increment(0);
    assertThat(count("a")).isEqualTo(1);
  }
}
