package io.sluice.gateway.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Ticker;

/**
 * Lets factories say what they think of their configs; the filters that they make are dropped. One
 * serves a whole document.
 */
final class TrialContext implements FilterContext, AutoCloseable {
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

  @Override
  public void close() {
    meters.close();
  }
}
