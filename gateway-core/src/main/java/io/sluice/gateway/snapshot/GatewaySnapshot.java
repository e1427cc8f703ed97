package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Kept;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.overload.Overload;
import io.sluice.gateway.routing.RouteTable;
import io.sluice.gateway.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One revision of the config, compiled. Immutable but for the count of workers that still use it.
 */
public final class GatewaySnapshot {
  private final long revision;
  private final GatewayConfig config;
  private final RouteTable<Route> routes;
  private final Map<String, Upstream> upstreams;
  private final Map<Object, Kept> kept;
  private final RouteMetrics noRoute;
  private final AccessLog accessLog;
  private final Overload overload;
  private final Holdings holdings;
  private final AtomicInteger users; // workers not yet done with it; written by each once

  GatewaySnapshot(
      long revision,
      GatewayConfig config,
      RouteTable<Route> routes,
      Map<String, Upstream> upstreams,
      Map<Object, Kept> kept,
      RouteMetrics noRoute,
      AccessLog accessLog,
      Overload overload,
      Holdings holdings,
      int workers) {
    this.revision = revision;
    this.config = config;
    this.routes = routes;
    this.upstreams = upstreams;
    this.kept = kept;
    this.noRoute = noRoute;
    this.accessLog = accessLog;
    this.overload = overload;
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

  /** What its filters keep over configs, by identity. */
  Map<Object, Kept> kept() {
    return kept;
  }

  /** Metrics of requests that match no route. */
  public RouteMetrics noRoute() {
    return noRoute;
  }

  /** Where exchanges are recorded. */
  public AccessLog accessLog() {
    return accessLog;
  }

  /** Admits exchanges, those of all snapshots. */
  public Overload overload() {
    return overload;
  }

  /** What it keeps open. */
  Holdings holdings() {
    return holdings;
  }

  /**
   * Begins to look for the targets of its upstreams, and waits for those that nobody has looked for
   * yet, so that its first requests find them. Control thread.
   *
   * @param most how long to wait
   * @return ids of the upstreams of which no targets are known by then
   */
  List<String> discover(Duration most) {
    Map<String, CompletableFuture<Void>> begun = new TreeMap<>();
    upstreams.forEach((id, upstream) -> begun.put(id, upstream.discover()));
    try {
      CompletableFuture.allOf(begun.values().toArray(new CompletableFuture<?>[0]))
          .get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The caller learns which.
    }
    return begun.entrySet().stream()
        .filter(upstream -> !upstream.getValue().isDone())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Puts into force what it changes in parts that an earlier snapshot uses too. Control thread. */
  void adopt() {
    upstreams.values().forEach(Upstream::adopt);
    kept.values().forEach(Kept::adopted);
    overload.adopt(config.overload());
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
