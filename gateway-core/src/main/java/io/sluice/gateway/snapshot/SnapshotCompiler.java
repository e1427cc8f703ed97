package io.sluice.gateway.snapshot;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.sluice.gateway.api.Template;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.ConfigError;
import io.sluice.gateway.config.ConfigErrors;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.DirectResponseConfig;
import io.sluice.gateway.config.FilterConfig;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.RouteConfig;
import io.sluice.gateway.config.UpstreamConfig;
import io.sluice.gateway.config.WeightedUpstreamConfig;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.filter.FilterChain;
import io.sluice.gateway.filter.FilterCompileException;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.observe.UpstreamMetrics;
import io.sluice.gateway.routing.RouteTable;
import io.sluice.gateway.upstream.UnknownTargetException;
import io.sluice.gateway.upstream.Upstream;
import io.sluice.loadbalancer.LoadBalancerFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a config into a snapshot, off the event loops. All or nothing: errors are collected, and
 * with one of them nothing has changed.
 */
public final class SnapshotCompiler {
  private final List<Worker> workers;
  private final ChannelFactory<? extends Channel> channels;
  private final Metrics metrics;
  private final Ticker ticker;
  private final LoadBalancerFactory roundRobin;

  public SnapshotCompiler(
      List<Worker> workers,
      ChannelFactory<? extends Channel> channels,
      Metrics metrics,
      Ticker ticker,
      LoadBalancerFactory roundRobin) {
    this.workers = workers;
    this.channels = channels;
    this.metrics = metrics;
    this.ticker = ticker;
    this.roundRobin = roundRobin;
  }

  /**
   * Compiles. Control thread: it looks host names up.
   *
   * @param previous whose state is carried over by identity; null at start
   * @throws ConfigException with every error
   */
  public GatewaySnapshot compile(
      long revision, GatewayConfig config, AccessLog accessLog, @Nullable GatewaySnapshot previous)
      throws ConfigException {
    Compilation run = new Compilation();
    Map<String, Upstream> upstreams = run.upstreams(config, previous);
    RouteTable<Route> table = run.routes(config, upstreams);
    if (!run.errors.isEmpty() || table == null) {
      run.closeAll();
      upstreams.forEach((id, upstream) -> upstream.retire(previousOf(previous, id)));
      throw new ConfigException(new ConfigErrors(run.errors));
    }
    return new GatewaySnapshot(
        revision,
        config,
        table,
        Map.copyOf(upstreams),
        run.routeMetrics("", ""),
        accessLog,
        workers.size(),
        run::closeAll);
  }

  private static @Nullable Upstream previousOf(@Nullable GatewaySnapshot previous, String id) {
    return previous == null ? null : previous.upstreams().get(id);
  }

  /** One compilation's errors and holds on metrics. */
  private final class Compilation {
    final List<ConfigError> errors = new ArrayList<>();
    private final List<AutoCloseable> holds = new ArrayList<>();
    private final Map<String, UpstreamMetrics> upstreamMetrics = new LinkedHashMap<>();

    Map<String, Upstream> upstreams(GatewayConfig config, @Nullable GatewaySnapshot previous) {
      Map<String, Upstream> upstreams = new LinkedHashMap<>();
      for (int i = 0; i < config.upstreams().size(); i++) {
        UpstreamConfig upstream = config.upstreams().get(i);
        UpstreamMetrics held = metrics.upstream(upstream.id());
        holds.add(held);
        upstreamMetrics.put(upstream.id(), held);
        try {
          Upstream made =
              Upstream.create(
                  upstream,
                  roundRobin,
                  workers,
                  channels,
                  held,
                  previousOf(previous, upstream.id()));
          held.endpoints(made::health);
          upstreams.put(upstream.id(), made);
        } catch (UnknownTargetException e) {
          String path = "upstreams[" + i + "].targets[" + e.index() + "].address";
          errors.add(new ConfigError(path, String.valueOf(e.getMessage()), 0));
        }
      }
      return upstreams;
    }

    @Nullable RouteTable<Route> routes(GatewayConfig config, Map<String, Upstream> upstreams) {
      RouteTable.Builder<Route> table = RouteTable.builder();
      for (int i = 0; i < config.routes().size(); i++) {
        RouteConfig route = config.routes().get(i);
        if (!route.enabled()) {
          continue;
        }
        try {
          Route compiled = route(config, route, upstreams);
          table.add(route.id(), route.priority(), route.match(), compiled);
        } catch (FilterCompileException e) {
          int shared = config.defaultFilters().size();
          String path =
              e.index() < shared
                  ? "default_filters[" + e.index() + "]"
                  : "routes[" + i + "].filters[" + (e.index() - shared) + "]";
          addOnce(new ConfigError(path + ".config", String.valueOf(e.getMessage()), 0));
        } catch (IllegalArgumentException e) {
          errors.add(new ConfigError("routes[" + i + "]", String.valueOf(e.getMessage()), 0));
        }
      }
      return errors.isEmpty() ? table.build() : null;
    }

    /** A default filter that is refused is refused for every route. */
    private void addOnce(ConfigError error) {
      if (!errors.contains(error)) {
        errors.add(error);
      }
    }

    private Route route(GatewayConfig config, RouteConfig route, Map<String, Upstream> upstreams) {
      List<FilterConfig> filters = new ArrayList<>(config.defaultFilters());
      filters.addAll(route.filters());
      return new Route(
          route.id(),
          FilterChain.compile(route.id(), filters, metrics.registry(), ticker),
          action(route, upstreams),
          Rewrite.of(route),
          RetryPolicy.of(route.retry()),
          route.timeout().request().toNanos(),
          route.timeout().idle().toNanos(),
          routeMetrics(route.id(), ""));
    }

    private RouteAction action(RouteConfig route, Map<String, Upstream> upstreams) {
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
        addTarget(targets, route, route.upstream(), upstreams);
      } else {
        weights = new int[route.weightedUpstreams().size()];
        for (int i = 0; i < weights.length; i++) {
          WeightedUpstreamConfig share = route.weightedUpstreams().get(i);
          weights[i] = share.weight();
          addTarget(targets, route, share.upstream(), upstreams);
        }
      }
      HashSource hash = HashSource.of(route.hashOn());
      return new RouteAction.Forward(new UpstreamSplit(targets, weights, hash));
    }

    private void addTarget(
        List<RoutedUpstream> targets,
        RouteConfig route,
        String upstreamId,
        Map<String, Upstream> upstreams) {
      Upstream upstream = upstreams.get(upstreamId);
      if (upstream != null) { // else its own error is reported already
        UpstreamMetrics held = Objects.requireNonNull(upstreamMetrics.get(upstreamId));
        targets.add(new RoutedUpstream(upstream, routeMetrics(route.id(), upstreamId), held));
      }
    }

    private RouteAction direct(RouteConfig route, DirectResponseConfig config) {
      List<Map.Entry<String, Template>> headers = new ArrayList<>();
      config
          .headers()
          .forEach((name, value) -> headers.add(Map.entry(name, route.template(value))));
      return new RouteAction.Direct(
          config.status(), List.copyOf(headers), route.template(config.body()));
    }

    RouteMetrics routeMetrics(String routeId, String upstreamId) {
      RouteMetrics held = metrics.route(routeId, upstreamId);
      holds.add(held);
      return held;
    }

    void closeAll() {
      for (AutoCloseable hold : holds) {
        try {
          hold.close();
        } catch (Exception e) {
          throw new IllegalStateException(e); // none of them throws
        }
      }
    }
  }
}
