package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.Template;
import io.sluice.gateway.config.DirectResponseConfig;
import io.sluice.gateway.config.FilterConfig;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.RouteConfig;
import io.sluice.gateway.config.WeightedUpstreamConfig;
import io.sluice.gateway.filter.FilterChain;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.upstream.HashSource;
import io.sluice.gateway.upstream.UpstreamPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Compiles routes of one config, one after another. */
final class RouteCompiler {
  private final GatewayConfig config;
  private final Map<String, UpstreamPlan> upstreams;
  private final Predicate<String> upstreamIds;
  private final RouteTools tools;

  /**
   * @param upstreams by id, those that could be made
   * @param upstreamIds whether the config has an upstream of that id
   */
  RouteCompiler(
      GatewayConfig config,
      Map<String, UpstreamPlan> upstreams,
      Predicate<String> upstreamIds,
      RouteTools tools) {
    this.config = config;
    this.upstreams = upstreams;
    this.upstreamIds = upstreamIds;
    this.tools = tools;
  }

  /**
   * One route.
   *
   * @throws io.sluice.gateway.filter.FilterCompileException with an index into the default filters
   *     and the route's own behind them
   */
  Route compile(RouteConfig route) {
    RouteParts parts = new RouteParts(tools.keepsakes());
    boolean whole = false;
    try {
      Route compiled = compile(route, parts);
      whole = true;
      return compiled;
    } finally {
      if (!whole) {
        parts.close();
      }
    }
  }

  private Route compile(RouteConfig route, RouteParts parts) {
    List<FilterConfig> filters = new ArrayList<>(config.defaultFilters());
    filters.addAll(route.filters());
    return new Route(
        route.id(),
        FilterChain.compile(filters, context(route, parts)),
        action(route, parts),
        Rewrite.of(route),
        RetryPolicy.of(route.retry()),
        route.requestClass(),
        Bulkhead.of(route.id(), route.limits(), parts),
        DegradeSwitch.of(
            route.id(), route.degrade(), parts, tools.metrics().registry(), tools.ticker()),
        HedgePolicy.of(route.hedge()),
        route.timeout().request().toNanos(),
        route.timeout().idle().toNanos(),
        parts.own(tools.metrics().route(route.id(), "")),
        parts);
  }

  private RouteContext context(RouteConfig route, RouteParts parts) {
    return new RouteContext(route, tools, parts, id -> destination(route, id, parts), config);
  }

  private Destination destination(RouteConfig route, String upstreamId, RouteParts parts) {
    if (!upstreamIds.test(upstreamId)) {
      throw new IllegalArgumentException(upstreamId + " (expected: the id of an upstream)");
    }
    UpstreamPlan upstream = upstreams.get(upstreamId);
    return upstream == null // its own error is reported already
        ? () -> upstreamId
        : routed(route, upstream, parts);
  }

  private RouteAction action(RouteConfig route, RouteParts parts) {
    if (route.upstream() != null) {
      parts.uses(route.upstream());
    }
    route.weightedUpstreams().forEach(share -> parts.uses(share.upstream()));
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
      addTarget(targets, route, route.upstream(), parts);
    } else {
      weights = new int[route.weightedUpstreams().size()];
      for (int i = 0; i < weights.length; i++) {
        WeightedUpstreamConfig share = route.weightedUpstreams().get(i);
        weights[i] = share.weight();
        addTarget(targets, route, share.upstream(), parts);
      }
    }
    HashSource hash = HashSource.of(route.hashOn());
    return new RouteAction.Forward(new UpstreamSplit(targets, weights, hash));
  }

  private void addTarget(
      List<RoutedUpstream> targets, RouteConfig route, String upstreamId, RouteParts parts) {
    UpstreamPlan upstream = upstreams.get(upstreamId);
    if (upstream != null) { // else its own error is reported already
      targets.add(routed(route, upstream, parts));
    }
  }

  private RoutedUpstream routed(RouteConfig route, UpstreamPlan plan, RouteParts parts) {
    String id = plan.upstream().id();
    parts.uses(id);
    RouteMetrics held = parts.own(tools.metrics().route(route.id(), id));
    return new RoutedUpstream(plan.upstream(), held, plan.upstream().metrics());
  }

  private static RouteAction direct(RouteConfig route, DirectResponseConfig config) {
    List<Map.Entry<String, Template>> headers = new ArrayList<>();
    config.headers().forEach((name, value) -> headers.add(Map.entry(name, route.template(value))));
    return new RouteAction.Direct(
        config.status(), List.copyOf(headers), route.template(config.body()));
  }
}
