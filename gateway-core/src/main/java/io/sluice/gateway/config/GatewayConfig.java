package io.sluice.gateway.config;

import io.sluice.gateway.api.CacheSettings;
import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.RedisSettings;
import java.util.List;

/** The whole config document. */
public record GatewayConfig(
    @Option(value = "The process: fixed at start, a reload does not change it.", orElse = "{}")
        ServerConfig server,
    @Option(value = "Where clients connect; at least one.", min = 1) List<ListenerConfig> listeners,
    @Option(value = "Where operators connect.", orElse = "{}") AdminConfig admin,
    @Option(value = "Where changes of the admin API are kept.", orElse = "{}") StoreConfig store,
    @Option(value = "The Consul agent that discoveries of type consul ask.", orElse = "{}")
        ConsulConfig consul,
    @Option(value = "The Redis server that gateways share limits in.", orElse = "{}")
        RedisSettings redis,
    @Option(value = "Where responses are kept.", orElse = "{}") CacheSettings cache,
    @Option(value = "When requests are refused for want of means.", orElse = "{}")
        OverloadConfig overload,
    @Option(value = "One line for each exchange.", orElse = "{}") AccessLogConfig accessLog,
    @Option("Filters that run before each route's own.") List<FilterConfig> defaultFilters,
    @Option("Which requests go where; ids are unique.") List<RouteConfig> routes,
    @Option("Groups of origin servers; ids are unique.") List<UpstreamConfig> upstreams,
    @Option("Who may call; ids and credentials are unique.") List<Consumer> consumers) {

  /** The same with other routes, upstreams and consumers. */
  public GatewayConfig with(
      List<RouteConfig> itsRoutes, List<UpstreamConfig> itsUpstreams, List<Consumer> itsConsumers) {
    return new GatewayConfig(
        server,
        listeners,
        admin,
        store,
        consul,
        redis,
        cache,
        overload,
        accessLog,
        defaultFilters,
        itsRoutes,
        itsUpstreams,
        itsConsumers);
  }
}
