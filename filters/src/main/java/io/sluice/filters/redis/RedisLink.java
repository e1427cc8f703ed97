package io.sluice.filters.redis;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.RedisSettings;
import io.sluice.ratelimit.redis.RedisStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the Redis that the config names: one for all filters of the gateway, kept over
 * configs until the settings change. It lives on one of the gateway's event loops and begins with
 * the first config in force that has it.
 *
 * <p>It shows its state as {@code sluice.ratelimit.store.up} (1 or 0) and {@code
 * sluice.ratelimit.store.errors} (decisions that the store failed to make).
 */
public final class RedisLink implements Kept {
  private final RedisAddress address;
  private final Supplier<Network> network;
  private final MeterRegistry meters;
  private final RedisStore store;

  // the control thread
  private final List<Meter> shown = new ArrayList<>();
  private @Nullable Dialer dialer;

  private RedisLink(
      RedisAddress address, Duration timeout, Supplier<Network> network, MeterRegistry meters) {
    this.address = address;
    this.network = network;
    this.meters = meters;
    this.store = new RedisStore(address.name(), timeout);
  }

  /** Equal for all filters as long as the settings are. */
  private record Identity(RedisSettings settings) {
    @Override
    public String toString() {
      return "the link to Redis";
    }
  }

  /**
   * For a factory: the link of the context's gateway.
   *
   * @throws IllegalArgumentException naming the address, without its password, if it is none
   */
  public static RedisLink of(FilterContext context) {
    RedisSettings settings = context.redis();
    RedisAddress address = RedisAddress.of(settings.uri());
    return context.keep(
        new Identity(settings),
        () -> new RedisLink(address, settings.timeout(), context::network, context.meters()));
  }

  /** Where limits are shared. Down until a config that has this link is in force. */
  public RedisStore store() {
    return store;
  }

  @Override
  public void adopted() {
    if (dialer == null) {
      Dialer made = new Dialer(address, network.get());
      dialer = made;
      store.start(made.loop(), made::dial);
      show();
    }
  }

  /** Those of a link that this one replaces have the same names, and are closed later. */
  private void show() {
    replace("sluice.ratelimit.store.up");
    replace("sluice.ratelimit.store.errors");
    shown.add(
        Gauge.builder("sluice.ratelimit.store.up", store, s -> s.up() ? 1 : 0)
            .description("Whether Redis decides: 1, or 0 while limits go on without it")
            .register(meters));
    shown.add(
        FunctionCounter.builder("sluice.ratelimit.store.errors", store, RedisStore::failed)
            .description("Decisions that Redis was needed for and did not make")
            .register(meters));
  }

  private void replace(String name) {
    Meter other = meters.find(name).meter();
    if (other != null) {
      meters.remove(other);
    }
  }

  @Override
  public void close() {
    for (Meter meter : shown) {
      // the same instance: another of that name belongs to the link that replaced this one
      if (meters.find(meter.getId().getName()).meter() == meter) {
        meters.remove(meter);
      }
    }
    store.close();
    if (dialer != null) {
      dialer.close();
    }
  }
}
