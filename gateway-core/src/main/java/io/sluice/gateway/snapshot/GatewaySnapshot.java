package io.sluice.gateway.snapshot;

import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.routing.RouteTable;
import io.sluice.gateway.upstream.Upstream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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
  private final AtomicInteger users; // workers not yet done with it; written by each once
  private final Runnable onUnused;
  private volatile @Nullable GatewaySnapshot successor; // written once, by the control thread

  GatewaySnapshot(
      long revision,
      GatewayConfig config,
      RouteTable<Route> routes,
      Map<String, Upstream> upstreams,
      RouteMetrics noRoute,
      AccessLog accessLog,
      int workers,
      Runnable onUnused) {
    this.revision = revision;
    this.config = config;
    this.routes = routes;
    this.upstreams = upstreams;
    this.noRoute = noRoute;
    this.accessLog = accessLog;
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

  /** Where exchanges are recorded. */
  public AccessLog accessLog() {
    return accessLog;
  }

  /** Says what comes after; before any worker adopts it. */
  void successor(GatewaySnapshot next) {
    successor = next;
  }

  /** A worker has adopted a later one and ended its last exchange of this one. */
  void workerDone() {
    if (users.decrementAndGet() == 0) {
      retire();
    }
  }

  /**
   * Closes what no later snapshot has taken over; once, when no exchange uses this one any more.
   */
  private void retire() {
    close(successor);
  }

  /**
   * Closes what {@code kept} does not have: this one was never published, or, with null, the
   * gateway ends.
   */
  public void abandon(@Nullable GatewaySnapshot kept) {
    close(kept);
  }

  private void close(@Nullable GatewaySnapshot next) {
    upstreams.forEach(
        (id, upstream) -> upstream.retire(next == null ? null : next.upstreams.get(id)));
    onUnused.run();
  }
}
