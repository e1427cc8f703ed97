package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.Template;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.DirectResponseConfig;
import io.sluice.gateway.config.FilterConfig;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.RouteConfig;
import io.sluice.gateway.config.UpstreamConfig;
import io.sluice.gateway.config.WeightedUpstreamConfig;
import io.sluice.gateway.filter.FilterChain;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Compiles the routes of one config, one after another. */
final class RouteCompiler {
  private final GatewayConfig config;
  private final Map<String, Upstream> upstreams;
  private final Metrics metrics;
  private final Ticker ticker;
  private final Holdings holdings;
  private final Keepsakes keepsakes;
  private final Supplier<Network> network;
  private final Map<String, HashSource> hashes; // by upstream

  /**
   * @param upstreams by id, those that could be made
   * @param holdings what the routes hold goes here
   * @param keepsakes what their filters keep over configs
   */
  RouteCompiler(
      GatewayConfig config,
      Map<String, Upstream> upstreams,
      Metrics metrics,
      Ticker ticker,
      Holdings holdings,
      Keepsakes keepsakes,
      Supplier<Network> network) {
    this.config = config;
    this.upstreams = upstreams;
    this.hashes =
        config.upstreams().stream()
            .collect(
                Collectors.toMap(
                    UpstreamConfig::id,
                    upstream -> HashSource.of(upstream.loadBalancer().hashOn()),
                    (first, second) -> first));
    this.metrics = metrics;
    this.ticker = ticker;
    this.holdings = holdings;
    this.keepsakes = keepsakes;
    this.network = network;
  }

  /**
   * One route.
   *
   * @throws io.sluice.gateway.filter.FilterCompileException with an index into the default filters
   *     and the route's own behind them
   */
  Route compile(RouteConfig route) {
    List<FilterConfig> filters = new ArrayList<>(config.defaultFilters());
    filters.addAll(route.filters());
    return new Route(
        route.id(),
        FilterChain.compile(filters, context(route)),
        action(route),
        Rewrite.of(route),
        RetryPolicy.of(route.retry()),
        route.requestClass(),
        Bulkhead.of(route.id(), route.limits(), keepsakes),
        DegradeSwitch.of(route.id(), route.degrade(), keepsakes, metrics.registry(), ticker),
        HedgePolicy.of(route.hedge()),
        route.timeout().request().toNanos(),
        route.timeout().idle().toNanos(),
        metrics(route.id(), ""));
  }

  private RouteContext context(RouteConfig route) {
    return new RouteContext(
        route,
        metrics.registry(),
        ticker,
        keepsakes,
        id -> destination(route, id),
        config.redis(),
        network);
  }

  private Destination destination(RouteConfig route, String upstreamId) {
    if (config.upstreams().stream().noneMatch(upstream -> upstream.id().equals(upstreamId))) {
      throw new IllegalArgumentException(upstreamId + " (expected: the id of an upstream)");
    }
    Upstream upstream = upstreams.get(upstreamId);
    return upstream == null // its own error is reported already
        ? () -> upstreamId
        : routed(route, upstream);
  }

  private RouteAction action(RouteConfig route) {
    if (route.degrade() != null && route.degrade().automatic() == null) {
      return new RouteAction.Degraded();
    }
    if (route.redirect() != null) {
      return new RouteAction.Redirect(
          route.redirect().status(), route.template(route.redirect().location()));
    }
    if (route.directResponse() != null) {
      return direct(route, route.directResponse());
    }
    List<RoutedUpstream> targets = new ArrayList<>();
    int[] weights = {1};
    if (route.upstream() != null) {
      addTarget(targets, route, route.upstream());
    } else {
      weights = new int[route.weightedUpstreams().size()];
      for (int i = 0; i < weights.length; i++) {
        WeightedUpstreamConfig share = route.weightedUpstreams().get(i);
        weights[i] = share.weight();
        addTarget(targets, route, share.upstream());
      }
    }
    HashSource hash = HashSource.of(route.hashOn());
    return new RouteAction.Forward(new UpstreamSplit(targets, weights, hash));
  }

  private void addTarget(List<RoutedUpstream> targets, RouteConfig route, String upstreamId) {
    Upstream upstream = upstreams.get(upstreamId);
    if (upstream != null) { // else its own error is reported already
      targets.add(routed(route, upstream));
    }
  }

  private RoutedUpstream routed(RouteConfig route, Upstream upstream) {
    HashSource hash = hashes.getOrDefault(upstream.id(), HashSource.NONE);
    RouteMetrics held = metrics(route.id(), upstream.id());
    return new RoutedUpstream(upstream, hash, held, upstream.metrics());
  }

  private static RouteAction direct(RouteConfig route, DirectResponseConfig config) {
    List<Map.Entry<String, Template>> headers = new ArrayList<>();
    config.headers().forEach((name, value) -> headers.add(Map.entry(name, route.template(value))));
    return new RouteAction.Direct(
        config.status(), List.copyOf(headers), route.template(config.body()));
  }

  /** A hold on the metrics of a route, for the life of the snapshot. */
  RouteMetrics metrics(String routeId, String upstreamId) {
    RouteMetrics held = metrics.route(routeId, upstreamId);
    holdings.own(held);
    return held;
  }
}
