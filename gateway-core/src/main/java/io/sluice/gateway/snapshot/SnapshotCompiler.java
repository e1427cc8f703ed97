package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.ConfigError;
import io.sluice.gateway.config.ConfigErrors;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.RouteConfig;
import io.sluice.gateway.config.UpstreamConfig;
import io.sluice.gateway.filter.FilterCompileException;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.AccessLogs;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.overload.Overload;
import io.sluice.gateway.routing.RouteTable;
import io.sluice.gateway.upstream.HostNames;
import io.sluice.gateway.upstream.Upstream;
import io.sluice.gateway.upstream.UpstreamFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles a config into a snapshot, off the event loops. All or nothing: errors are collected, and
 * with one of them nothing has changed. Nor has anything when there is none: what a snapshot
 * changes in parts that are in use waits until it is published.
 */
public final class SnapshotCompiler {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotCompiler.class);

  private final int workers;
  private final Metrics metrics;
  private final Ticker ticker;
  private final UpstreamFactory upstreams;
  private final Supplier<Network> network;
  private final Overload overload;

  /**
   * @param workers how many will use a snapshot
   * @param overload admits the exchanges of all snapshots
   * @param network for what filters connect to; asked once a snapshot that needs it runs
   */
  public SnapshotCompiler(
      int workers,
      UpstreamFactory upstreams,
      Supplier<Network> network,
      Overload overload,
      Metrics metrics,
      Ticker ticker) {
    this.workers = workers;
    this.upstreams = upstreams;
    this.network = network;
    this.overload = overload;
    this.metrics = metrics;
    this.ticker = ticker;
  }

  /**
   * Compiles. Control thread: it looks host names up.
   *
   * @param accessLog goes over to the snapshot; when there is none to be, it is closed, unless
   *     {@code previous} has it too
   * @param previous whose state is carried over by identity; null at start
   * @throws ConfigException with every error
   */
  public GatewaySnapshot compile(
      long revision, GatewayConfig config, AccessLog accessLog, @Nullable GatewaySnapshot previous)
      throws ConfigException {
    Compilation run = new Compilation(config, previous);
    boolean compiled = false;
    try {
      GatewaySnapshot snapshot = run.snapshot(revision, accessLog);
      compiled = true;
      return snapshot;
    } finally {
      if (!compiled) {
        run.holdings.closeUnless(previous == null ? List.of() : List.of(previous.holdings()));
      }
    }
  }

  /** One compilation: what it has found wrong, and what it has made so far. */
  private final class Compilation {
    private final GatewayConfig config;
    private final @Nullable GatewaySnapshot previous;
    private final Holdings holdings = new Holdings();
    private final List<ConfigError> errors = new ArrayList<>();
    private final Set<String> known = new HashSet<>(); // hosts of the running config
    private final Map<String, Upstream> made = new LinkedHashMap<>(); // upstreams, by id

    Compilation(GatewayConfig config, @Nullable GatewaySnapshot previous) {
      this.config = config;
      this.previous = previous;
      if (previous != null) {
        for (UpstreamConfig upstream : previous.config().upstreams()) {
          upstream.targets().forEach(target -> known.add(target.address().host()));
        }
      }
    }

    GatewaySnapshot snapshot(long revision, AccessLog accessLog) throws ConfigException {
      holdings.share(accessLog);
      checkLogFormat();
      checkLogPath();
      for (int i = 0; i < config.upstreams().size(); i++) {
        compileUpstream(i, config.upstreams().get(i));
      }
      Keepsakes keepsakes = new Keepsakes(previous == null ? Map.of() : previous.kept(), holdings);
      RouteCompiler routes =
          new RouteCompiler(config, made, metrics, ticker, holdings, keepsakes, network);
      RouteTable.Builder<Route> table = RouteTable.builder();
      for (int i = 0; i < config.routes().size(); i++) {
        compileRoute(i, config.routes().get(i), routes, table);
      }
      if (!errors.isEmpty()) {
        throw new ConfigException(new ConfigErrors(errors));
      }
      return new GatewaySnapshot(
          revision,
          config,
          table.build(),
          Map.copyOf(made),
          keepsakes.all(),
          routes.metrics("", ""),
          accessLog,
          overload,
          holdings,
          workers);
    }

    private void checkLogFormat() {
      try {
        AccessLogs.checkFormat(config.accessLog().format());
      } catch (IllegalArgumentException e) {
        error("access_log.format", e);
      }
    }

    private void checkLogPath() {
      try {
        if (!config.accessLog().off()) {
          AccessLogs.checkPath(config.accessLog().path());
        }
      } catch (IllegalArgumentException e) {
        error("access_log.path", e);
      }
    }

    private void compileUpstream(int index, UpstreamConfig upstream) {
      Upstream old = previous == null ? null : previous.upstreams().get(upstream.id());
      lookUp(index, upstream);
      try {
        Upstream now = upstreams.create(upstream, config.consul(), old);
        now.shared().forEach(holdings::share);
        made.put(upstream.id(), now);
      } catch (RuntimeException | LinkageError e) {
        error("upstreams[" + index + "]", e);
      }
    }

    /**
     * A name that nobody knows is most likely a slip. But one that the running config has is served
     * from what was known of it, and an outage of DNS must not keep other changes out.
     */
    private void lookUp(int index, UpstreamConfig upstream) {
      for (int i = 0; i < upstream.targets().size(); i++) {
        String host = upstream.targets().get(i).address().host();
        try {
          if (!known.contains(host)) {
            HostNames.lookUp(host);
          }
        } catch (IllegalArgumentException e) {
          error("upstreams[" + index + "].targets[" + i + "].address", e);
        }
      }
    }

    private void compileRoute(
        int index, RouteConfig route, RouteCompiler routes, RouteTable.Builder<Route> table) {
      if (!route.enabled()) {
        return;
      }
      try {
        table.add(route.id(), route.priority(), route.match(), routes.compile(route));
      } catch (FilterCompileException e) {
        e.causes().forEach((filter, why) -> error(pathOf(filter, index) + ".config", why));
      } catch (RuntimeException | LinkageError e) {
        error("routes[" + index + "]", e);
      }
    }

    /** Place of a filter by its position among the default filters and the route's behind them. */
    private String pathOf(int filter, int route) {
      int shared = config.defaultFilters().size();
      return filter < shared
          ? "default_filters[" + filter + "]"
          : "routes[" + route + "].filters[" + (filter - shared) + "]";
    }

    private void error(String path, Throwable why) {
      error(path, words(path, why));
    }

    /** A default filter that is refused is refused for every route: one error is enough. */
    private void error(String path, String message) {
      ConfigError error = new ConfigError(path, message, 0);
      if (!errors.contains(error)) {
        errors.add(error);
      }
    }
  }

  /** A refusal speaks to the author of the config; of a failure its place in the code helps. */
  private static String words(String path, Throwable why) {
    if (why instanceof IllegalArgumentException && why.getMessage() != null) {
      return why.getMessage();
    }
    LOG.error("{}: cannot be made", path, why);
    return why.toString();
  }
}
