package io.sluice.filters.fake;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Contexts of one config after another, which share what filters keep. */
public final class Reloads {
  private final Map<Object, Kept> kept = new HashMap<>();
  private final MeterRegistry meters;
  private final Ticker ticker;

  public Reloads(Ticker ticker) {
    this(ticker, new SimpleMeterRegistry());
  }

  /** Of a gateway that has other meters already. */
  public Reloads(Ticker ticker, MeterRegistry meters) {
    this.ticker = ticker;
    this.meters = meters;
  }

  public MeterRegistry meters() {
    return meters;
  }

  /** The context of a route's chain in the next config. */
  public ChainContext chain(String route) {
    return new ChainContext(route, meters, ticker) {
      @Override
      @SuppressWarnings("unchecked") // who names the identity is who made the thing
      public <T extends Kept> T keep(Object identity, Supplier<T> make) {
        return (T) kept.computeIfAbsent(identity, absent -> make.get());
      }
    };
  }

  /** The config whose filters were made last begins to run. */
  public void adopt() {
    kept.values().forEach(Kept::adopted);
  }

  /** No config has any of it any more. */
  public void close() {
    kept.values().forEach(Kept::close);
  }
}
