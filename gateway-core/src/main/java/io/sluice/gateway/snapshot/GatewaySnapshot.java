package io.sluice.gateway.snapshot;

import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.routing.RouteTable;
import io.sluice.gateway.upstream.Upstream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One revision of the config, compiled. Immutable but for the count of workers that still use it.
 */
public final class GatewaySnapshot {
  private final long revision;
  private final GatewayConfig config;
  private final RouteTable<Route> routes;
  private final Map<String, Upstream> upstreams;
  private final RouteMetrics noRoute;
  private final AccessLog accessLog;
  private final Holdings holdings;
  private final AtomicInteger users; // workers not yet done with it; written by each once

  GatewaySnapshot(
      long revision,
      GatewayConfig config,
      RouteTable<Route> routes,
      Map<String, Upstream> upstreams,
      RouteMetrics noRoute,
      AccessLog accessLog,
      Holdings holdings,
      int workers) {
    this.revision = revision;
    this.config = config;
    this.routes = routes;
    this.upstreams = upstreams;
    this.noRoute = noRoute;
    this.accessLog = accessLog;
    this.holdings = holdings;
    this.users = new AtomicInteger(workers);
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

  /** Where exchanges are recorded. */
  public AccessLog accessLog() {
    return accessLog;
  }

  /** What it keeps open. */
  Holdings holdings() {
    return holdings;
  }

  /** Puts into force what it changes in parts that an earlier snapshot uses too. Control thread. */
  void adopt() {
    upstreams.values().forEach(Upstream::adopt);
  }

  /**
   * A worker has adopted a later one and ended its last exchange of this one.
   *
   * @return whether it was the last worker, so that nobody uses this one any more
   */
  boolean workerDone() {
    return users.decrementAndGet() == 0;
  }
}
