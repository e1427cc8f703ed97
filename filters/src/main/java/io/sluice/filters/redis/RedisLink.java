package io.sluice.filters.redis;

import io.lettuce.core.codec.StringCodec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.OwnedMeters;
import io.sluice.gateway.api.RedisSettings;
import io.sluice.ratelimit.redis.RedisStore;
import java.time.Duration;
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
  private final OwnedMeters meters; // the control thread
  private final RedisStore store;

  private @Nullable Dialer dialer; // the control thread

  private RedisLink(
      RedisAddress address, Duration timeout, Supplier<Network> network, MeterRegistry meters) {
    this.address = address;
    this.network = network;
    this.meters = new OwnedMeters(meters);
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
      store.start(made.loop(), () -> made.dial(StringCodec.UTF8));
      show();
    }
  }

  private void show() {
    meters.gauge(
        "sluice.ratelimit.store.up",
        "Whether Redis decides: 1, or 0 while limits go on without it",
        Tags.empty(),
        store,
        s -> s.up() ? 1 : 0);
    meters.counter(
        "sluice.ratelimit.store.errors",
        "Decisions that Redis was needed for and did not make",
        Tags.empty(),
        store,
        RedisStore::failed);
  }

  @Override
  public void close() {
    meters.close();
    store.close();
    if (dialer != null) {
      dialer.close();
    }
  }
}
