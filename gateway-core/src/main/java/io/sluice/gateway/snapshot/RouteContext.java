package io.sluice.gateway.snapshot;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.RedisSettings;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.RouteConfig;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the filters of one route of a snapshot hold on to. Control thread. */
final class RouteContext extends ChainContext {
  private final @Nullable String upstreamId;
  private final RouteParts parts;
  private final Function<String, Destination> upstreams;
  private final RedisSettings redis;
  private final Supplier<Network> network;

  /**
   * @param upstreams by id; throws IllegalArgumentException when there is none
   */
  RouteContext(
      RouteConfig route,
      MeterRegistry meters,
      Ticker ticker,
      RouteParts parts,
      Function<String, Destination> upstreams,
      RedisSettings redis,
      Supplier<Network> network) {
    super(route.id(), meters, ticker);
    this.upstreamId = route.upstream();
    this.parts = parts;
    this.upstreams = upstreams;
    this.redis = redis;
    this.network = network;
  }

  @Override
  public @Nullable String upstreamId() {
    return upstreamId;
  }

  @Override
  public <T extends Kept> T keep(Object identity, Supplier<T> make) {
    return parts.keep(identity, make);
  }

  @Override
  public Destination upstream(String id) {
    return upstreams.apply(id);
  }

  @Override
  public RedisSettings redis() {
    return redis;
  }

  @Override
  public Network network() {
    return network.get();
  }
}
