package io.sluice.gateway.api;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the filters of one route's chain hold on to; deals out the chain's slots. By itself it
 * serves a test that makes a filter alone: it keeps things as long as it lives, and any upstream
 * exists. The gateway says what there really is.
 */
public class ChainContext implements FilterContext {
  private final String routeId;
  private final MeterRegistry meters;
  private final Ticker ticker;
  private final Map<Object, Kept> kept = new HashMap<>();
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
  public @Nullable String upstreamId() {
    return null;
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

  @Override
  @SuppressWarnings("unchecked") // who names the identity is who made the thing
  public <T extends Kept> T keep(Object identity, Supplier<T> make) {
    return (T) kept.computeIfAbsent(identity, absent -> make.get());
  }

  @Override
  public Destination upstream(String id) {
    return () -> id;
  }

  @Override
  public Consumers consumers() {
    return Consumers.NONE;
  }

  @Override
  public RedisSettings redis() {
    return new RedisSettings("redis://127.0.0.1:6379", Duration.ofMillis(50));
  }

  @Override
  public CacheSettings cache() {
    return new CacheSettings(
        new CacheSettings.Memory(new ByteSize(1 << 20)),
        null,
        new CacheSettings.Redis("sluice:cache:"),
        null);
  }

  @Override
  public Network network() {
    throw new IllegalStateException("a chain of a test has no network of its own");
  }
}
