package io.sluice.gateway.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Ticker;

/** Lets a factory say what it thinks of a config; the filter that it makes is dropped. */
final class TrialContext implements FilterContext {
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private int slots;

  @Override
  public String routeId() {
    return "";
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
    return Ticker.system();
  }
}
