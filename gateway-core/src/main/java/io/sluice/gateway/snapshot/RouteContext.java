package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.CacheSettings;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.RedisSettings;
import io.sluice.gateway.config.GatewayConfig;
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
  private final CacheSettings cache;
  private final RouteTools tools;

  /**
   * @param upstreams by id; throws IllegalArgumentException when there is none
   */
  RouteContext(
      RouteConfig route,
      RouteTools tools,
      RouteParts parts,
      Function<String, Destination> upstreams,
      GatewayConfig config) {
    super(route.id(), tools.metrics().registry(), tools.ticker());
    this.upstreamId = route.upstream();
    this.parts = parts;
    this.upstreams = upstreams;
    this.redis = config.redis(); // and not the whole, which this may outlive
    this.cache = config.cache();
    this.tools = tools;
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
  public Consumers consumers() {
    return tools.consumers();
  }

  @Override
  public RedisSettings redis() {
    return redis;
  }

  @Override
  public CacheSettings cache() {
    return cache;
  }

  @Override
  public Network network() {
    return tools.network().get();
  }
}
