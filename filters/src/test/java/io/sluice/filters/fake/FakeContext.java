package io.sluice.filters.fake;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Ticker;

/** Hands out slots in order; its clock stands still. */
public final class FakeContext implements FilterContext {
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private int slots;

  @Override
  public String routeId() {
    return "route";
  }

  @Override
  public <T> Slot<T> slot() {
    return new Slot<>(slots++);
  }

  @Override
  public MeterRegistry meters() {
    return meters;
  }

  @Override
  public Ticker ticker() {
    return () -> 0;
  }
}
