package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.overload.Overload;
import io.sluice.gateway.routing.RouteTable;
import io.sluice.gateway.upstream.Upstream;
import io.sluice.gateway.upstream.UpstreamPlan;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One revision of the config, compiled. Immutable but for the count of workers that still use it.
 */
public final class GatewaySnapshot {
  private final long serial;
  private final BoundDocument source;
  private final RouteTable<Route> routes;
  private final Map<String, UpstreamPlan> plans;
  private final Set<String> cookies;
  private final Map<String, Integer> secretUses;
  private final RouteMetrics noRoute;
  private final AccessLog accessLog;
  private final Overload overload;
  private final Consumers consumers;
  private final List<String> warmUp;

  GatewaySnapshot(
      long serial,
      BoundDocument source,
      RouteTable<Route> routes,
      Map<String, UpstreamPlan> plans,
      Set<String> cookies,
      Map<String, Integer> secretUses,
      RouteMetrics noRoute,
      AccessLog accessLog,
      Overload overload,
      Consumers consumers,
      List<String> warmUp) {
    this.serial = serial;
    this.source = source;
    this.routes = routes;
    this.plans = plans;
    this.cookies = cookies;
    this.secretUses = secretUses;
    this.noRoute = noRoute;
    this.accessLog = accessLog;
    this.overload = overload;
    this.consumers = consumers;
    this.warmUp = warmUp;
  }

  /** Rises from each that is compiled to the next. */
  long serial() {
    return serial;
  }

  /** What it is compiled from. */
  public BoundDocument source() {
    return source;
  }

  public GatewayConfig config() {
    return source.config();
  }

  public RouteTable<Route> routes() {
    return routes;
  }

  /** The route of an id; null when there is none, or it is disabled. */
  public @Nullable Route route(String id) {
    return routes.value(id);
  }

  /** What its config says of each upstream, by id. */
  Map<String, UpstreamPlan> plans() {
    return plans;
  }

  /** The upstream of an id, or null. */
  public @Nullable Upstream upstream(String id) {
    UpstreamPlan plan = plans.get(id);
    return plan == null ? null : plan.upstream();
  }

  /** Names of the cookies that its routes ask for, and perhaps of some that earlier ones did. */
  public Set<String> cookies() {
    return cookies;
  }

  /** Names of query parameters whose values nobody may see, of all its routes. */
  public Set<String> secretParameters() {
    return secretUses.keySet();
  }

  /** How many routes have each of them. */
  Map<String, Integer> secretUses() {
    return secretUses;
  }

  /** Metrics of requests that match no route. */
  public RouteMetrics noRoute() {
    return noRoute;
  }

  /** Where exchanges are recorded. */
  public AccessLog accessLog() {
    return accessLog;
  }

  /** Those of its config. */
  Consumers consumers() {
    return consumers;
  }

  /** Addresses that the cache is to be warmed with when this begins to be served. */
  public List<String> warmUp() {
    return warmUp;
  }

  /** Admits exchanges, those of all snapshots. */
  public Overload overload() {
    return overload;
  }
}
