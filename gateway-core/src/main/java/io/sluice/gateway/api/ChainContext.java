package io.sluice.gateway.api;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * What the filters of one route's chain hold on to; deals out the chain's slots. Made by whoever
 * makes a chain: the gateway on its control thread, and a test that makes a filter by itself.
 */
public class ChainContext implements FilterContext {
  private final String routeId;
  private final MeterRegistry meters;
  private final Ticker ticker;
  private int slots;

  /** Of a chain without slots so far. */
  public ChainContext(String routeId, MeterRegistry meters, Ticker ticker) {
    this.routeId = routeId;
    this.meters = meters;
    this.ticker = ticker;
  }

  @Override
  public String routeId() {
    return routeId;
  }

  @Override
  public <T> Slot<T> slot() {
    return new Slot<>(slots++);
  }

  /** How many slots it has dealt out: the places of state that an exchange keeps. */
  public int slots() {
    return slots;
  }

  @Override
  public MeterRegistry meters() {
    return meters;
  }

  @Override
  public Ticker ticker() {
    return ticker;
  }
}
