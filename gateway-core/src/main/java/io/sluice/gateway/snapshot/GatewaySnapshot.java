package io.sluice.gateway.snapshot;

import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.routing.RouteTable;
import io.sluice.gateway.upstream.Upstream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One revision of the config, compiled. Immutable but for the count of workers that still use it. */
public final class GatewaySnapshot {
  private final long revision;
  private final GatewayConfig config;
  private final RouteTable<Route> routes;
  private final Map<String, Upstream> upstreams;
  private final RouteMetrics noRoute;
  private final AtomicInteger users; // workers not yet done with it; written by each once
  private final Runnable onUnused;

  GatewaySnapshot(
      long revision,
      GatewayConfig config,
      RouteTable<Route> routes,
      Map<String, Upstream> upstreams,
      RouteMetrics noRoute,
      int workers,
      Runnable onUnused) {
    this.revision = revision;
    this.config = config;
    this.routes = routes;
    this.upstreams = upstreams;
    this.noRoute = noRoute;
    this.users = new AtomicInteger(workers);
    this.onUnused = onUnused;
  }

  public long revision() {
    return revision;
  }

  public GatewayConfig config() {
    return config;
  }

  public RouteTable<Route> routes() {
    return routes;
  }

  /** By id. */
  public Map<String, Upstream> upstreams() {
    return upstreams;
  }

  /** Metrics of requests that match no route. */
  public RouteMetrics noRoute() {
    return noRoute;
  }

  /** A worker has adopted a later one and ended its last exchange of this one. */
  void workerDone() {
    if (users.decrementAndGet() == 0) {
      onUnused.run();
    }
  }
}
