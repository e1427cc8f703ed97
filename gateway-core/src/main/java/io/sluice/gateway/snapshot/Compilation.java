package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.CacheSettings;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.config.ConfigError;
import io.sluice.gateway.config.ConfigErrors;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.RouteConfig;
import io.sluice.gateway.config.TargetConfig;
import io.sluice.gateway.config.UpstreamConfig;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Items;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.filter.FilterCompileException;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.AccessLogs;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.overload.Overload;
import io.sluice.gateway.routing.RouteEdit;
import io.sluice.gateway.routing.RouteTable;
import io.sluice.gateway.upstream.HostNames;
import io.sluice.gateway.upstream.UpstreamFactory;
import io.sluice.gateway.upstream.UpstreamPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One compilation: what it has found wrong, and what it has made so far. */
final class Compilation {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotCompiler.class);

  private final BoundDocument source;
  private final GatewayConfig config;
  private final @Nullable List<Change> changes; // null = everything is new
  private final @Nullable GatewaySnapshot previous;
  private final HostNames names;
  private final Set<ConfigError> errors = new LinkedHashSet<>(); // one of many routes once
  private final List<AutoCloseable> added = new ArrayList<>();
  private final List<AutoCloseable> dropped = new ArrayList<>();
  private final List<UpstreamPlan> planned = new ArrayList<>();
  private Map<String, UpstreamPlan> plans = Map.of();
  private final Map<String, List<String>> gone = new LinkedHashMap<>(); // upstreams; their routes
  private RouteTable<Route> routes = RouteTable.<Route>builder().build();
  private final Set<String> cookies = new HashSet<>();
  private final Map<String, Integer> secretUses = new HashMap<>(); // by name of the parameter
  private Consumers consumers = Consumers.NONE;
  private List<String> warmUp = List.of();
  private @Nullable Set<String> known; // hosts of the running config

  Compilation(
      BoundDocument source,
      @Nullable List<Change> changes,
      @Nullable GatewaySnapshot previous,
      HostNames names) {
    this.source = source;
    this.config = source.config();
    this.changes = changes;
    this.previous = previous;
    this.names = names;
  }

  // ---- the access log

  void log(AccessLog log) {
    if (previous == null || previous.accessLog() != log) {
      added.add(log);
      if (previous != null) {
        dropped.add(previous.accessLog());
      }
    }
    try {
      AccessLogs.checkFormat(config.accessLog().format());
    } catch (IllegalArgumentException e) {
      error("access_log.format", e);
    }
    try {
      if (!config.accessLog().off()) {
        AccessLogs.checkPath(config.accessLog().path());
      }
    } catch (IllegalArgumentException e) {
      error("access_log.path", e);
    }
  }

  // ---- upstreams

  void upstreams(UpstreamFactory factory) {
    List<UpstreamConfig> all = config.upstreams();
    if (previous == null || !previous.config().consul().equals(config.consul())) {
      Map<String, UpstreamPlan> before = previous == null ? Map.of() : previous.plans();
      plans = new HashMap<>();
      lookUp(IntStream.range(0, all.size()).boxed().toList());
      for (int i = 0; i < all.size(); i++) {
        plan(i, all.get(i), before.get(all.get(i).id()), factory);
      }
      before.forEach((id, plan) -> drop(id, plan));
      checkUnused();
      return;
    }
    plans = previous.plans();
    Set<String> changed = changed("upstreams");
    if (!changed.isEmpty()) {
      Map<String, UpstreamPlan> before = plans;
      plans = new HashMap<>(before);
      lookUp(
          changed.stream()
              .map(id -> source.document().index(Resource.upstream(id)))
              .filter(index -> index >= 0)
              .toList());
      for (String id : changed) {
        UpstreamPlan old = before.get(id);
        int index = source.document().index(Resource.upstream(id));
        if (index < 0) {
          plans.remove(id);
        } else {
          plan(index, all.get(index), old, factory);
        }
        drop(id, old);
      }
      checkUnused();
    }
  }

  private void plan(
      int index, UpstreamConfig upstream, @Nullable UpstreamPlan old, UpstreamFactory factory) {
    try {
      UpstreamPlan plan = factory.plan(upstream, config.consul(), old);
      if (old == null) {
        added.add(plan.upstream());
      }
      if (old == null || old.feed() != plan.feed()) {
        added.add(plan.feed());
      }
      plans.put(upstream.id(), plan);
      planned.add(plan);
    } catch (RuntimeException | LinkageError e) {
      error("upstreams[" + index + "]", e);
    }
  }

  /** What an upstream had, and has no more. */
  private void drop(String id, @Nullable UpstreamPlan old) {
    UpstreamPlan now = plans.get(id);
    if (old != null && now == null) {
      dropped.add(old.upstream());
      if (source.document().index(Resource.upstream(id)) < 0) { // else its own error is told
        gone.put(id, new ArrayList<>());
      }
    }
    if (old != null && (now == null || old.feed() != now.feed())) {
      dropped.add(old.feed());
    }
  }

  /** Some filters refer to upstreams, and only compiled routes know of that. */
  private void checkUnused() {
    if (gone.isEmpty() || previous == null || compilesAll()) {
      return;
    }
    Set<String> changed = changed("routes");
    for (int i = 0; i < config.routes().size(); i++) {
      String id = config.routes().get(i).id();
      Route route = changed.contains(id) ? null : previous.route(id);
      for (String upstream : route == null ? Set.<String>of() : route.parts().upstreams()) {
        List<String> users = gone.get(upstream);
        if (users != null) {
          users.add("routes[" + i + "]");
        }
      }
    }
    gone.forEach(
        (upstream, users) ->
            users.forEach(
                route -> error(route, upstream + " is gone (expected: the id of an upstream)")));
  }

  /**
   * A name that nobody knows is most likely a slip. But one that the running config has is served
   * from what was known of it, and an outage of DNS must not keep other changes out.
   */
  private void lookUp(Iterable<Integer> upstreams) {
    Set<String> news = new HashSet<>();
    for (int index : upstreams) {
      for (TargetConfig target : config.upstreams().get(index).targets()) {
        String host = target.address().host();
        if (!known().contains(host)) {
          news.add(host);
        }
      }
    }
    Set<String> unknown = names.unknown(news);
    for (int index : unknown.isEmpty() ? List.<Integer>of() : upstreams) {
      List<TargetConfig> targets = config.upstreams().get(index).targets();
      for (int i = 0; i < targets.size(); i++) {
        String host = targets.get(i).address().host();
        if (unknown.contains(host)) {
          String path = "upstreams[" + index + "].targets[" + i + "].address";
          error(path, HostNames.unknown(host));
        }
      }
    }
  }

  private Set<String> known() {
    if (known == null) {
      known = new HashSet<>();
      if (previous != null) {
        for (UpstreamConfig upstream : previous.config().upstreams()) {
          upstream.targets().forEach(target -> known.add(target.address().host()));
        }
      }
    }
    return known;
  }

  // ---- consumers

  void consumers() {
    consumers =
        previous != null && previous.config().consumers() == config.consumers()
            ? previous.consumers()
            : Consumers.of(config.consumers(), this::error);
  }

  // ---- the cache

  void warmUp() {
    CacheSettings.StartList list = config.cache().warmUp();
    if (list != null) {
      warmUp = WarmUpList.of(list, message -> error("cache.warm_up.file", message));
    }
  }

  // ---- routes

  void routes(RouteTools tools) {
    Items ids = source.document().items("upstreams");
    RouteCompiler compiler = new RouteCompiler(config, plans, id -> ids.of(id) != null, tools);
    if (previous == null || compilesAll()) {
      allRoutes(compiler);
    } else {
      changedRoutes(compiler, previous);
    }
  }

  /** Whether something has changed that every route depends on. */
  private boolean compilesAll() {
    return previous == null
        || !previous.config().defaultFilters().equals(config.defaultFilters())
        || !previous.config().redis().equals(config.redis())
        || !previous.config().cache().equals(config.cache());
  }

  private void allRoutes(RouteCompiler compiler) {
    RouteTable.Builder<Route> table = RouteTable.builder();
    for (int i = 0; i < config.routes().size(); i++) {
      Route route = compiled(i, compiler);
      if (route != null) {
        add(table, i, route);
      }
    }
    if (previous != null) {
      previous.routes().values().forEach(route -> dropped.add(route.parts()));
    }
    routes = table.build();
  }

  private void changedRoutes(RouteCompiler compiler, GatewaySnapshot before) {
    cookies.addAll(before.cookies());
    secretUses.putAll(before.secretUses());
    Map<String, @Nullable Route> made = new LinkedHashMap<>();
    for (String id : changed("routes")) {
      int index = source.document().index(Resource.route(id));
      made.put(id, index < 0 ? null : compiled(index, compiler));
      Route old = before.route(id);
      if (old != null) {
        dropped.add(old.parts());
        for (String name : old.chain().secretParameters()) {
          secretUses.computeIfPresent(name, (key, uses) -> uses == 1 ? null : uses - 1);
        }
      }
    }
    if (changes != null && changes.stream().anyMatch(Compilation::ordersRoutes)) {
      routes = reordered(made, before);
      return;
    }
    List<RouteEdit<Route>> edits = new ArrayList<>(made.size());
    made.forEach((id, route) -> edits.add(edit(id, route)));
    routes = before.routes().with(edits);
  }

  private static boolean ordersRoutes(Change change) {
    return change.resource().isOrder() && change.resource().key().equals("routes");
  }

  /** All of them, at new places. */
  private RouteTable<Route> reordered(Map<String, @Nullable Route> made, GatewaySnapshot before) {
    RouteTable.Builder<Route> table = RouteTable.builder();
    for (int i = 0; i < config.routes().size(); i++) {
      String id = config.routes().get(i).id();
      Route route = made.containsKey(id) ? made.get(id) : before.route(id);
      if (route != null) {
        add(table, i, route);
      }
    }
    return table.build();
  }

  private void add(RouteTable.Builder<Route> table, int index, Route compiled) {
    RouteConfig route = config.routes().get(index);
    table.add(route.id(), place(index), route.priority(), route.match(), compiled);
  }

  private RouteEdit<Route> edit(String id, @Nullable Route compiled) {
    if (compiled == null) {
      return RouteEdit.remove(id);
    }
    int index = source.document().index(Resource.route(id));
    RouteConfig route = config.routes().get(index);
    return RouteEdit.put(id, place(index), route.priority(), route.match(), compiled);
  }

  private long place(int index) {
    return source.document().items("routes").at(index).place();
  }

  /** The route at an index; null when it is disabled, or cannot be made. */
  private @Nullable Route compiled(int index, RouteCompiler compiler) {
    RouteConfig route = config.routes().get(index);
    if (!route.enabled()) {
      return null;
    }
    route.match().cookies().forEach(cookie -> cookies.add(cookie.name()));
    try {
      Route compiled = compiler.compile(route);
      added.add(compiled.parts());
      compiled.chain().secretParameters().forEach(name -> secretUses.merge(name, 1, Integer::sum));
      return compiled;
    } catch (FilterCompileException e) {
      e.causes().forEach((filter, why) -> error(pathOf(filter, index) + ".config", why));
    } catch (RuntimeException | LinkageError e) {
      error("routes[" + index + "]", e);
    }
    return null;
  }

  /** Place of a filter by its position among the default filters and the route's behind them. */
  private String pathOf(int filter, int route) {
    int shared = config.defaultFilters().size();
    return filter < shared
        ? "default_filters[" + filter + "]"
        : "routes[" + route + "].filters[" + (filter - shared) + "]";
  }

  // ---- the whole

  private Set<String> changed(String list) {
    Set<String> ids = new LinkedHashSet<>();
    if (changes != null) {
      for (Change change : changes) {
        if (change.resource().isItem() && change.resource().key().equals(list)) {
          ids.add(change.resource().id());
        }
      }
    }
    return ids;
  }

  Compiled compiled(
      long serial,
      RouteMetrics noRoute,
      AccessLog accessLog,
      Overload overload,
      ConsumerDirectory directory)
      throws ConfigException {
    if (!errors.isEmpty()) {
      throw new ConfigException(new ConfigErrors(List.copyOf(errors)));
    }
    Set<Kept> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    for (AutoCloseable thing : added) {
      if (thing instanceof RouteParts parts) {
        parts.kept().forEach(kept::add);
      }
    }
    GatewaySnapshot snapshot =
        new GatewaySnapshot(
            serial,
            source,
            routes,
            plans,
            Set.copyOf(cookies),
            Map.copyOf(secretUses),
            noRoute,
            accessLog,
            overload,
            consumers,
            warmUp);
    return new Compiled(snapshot, added, dropped, planned, List.copyOf(kept), directory);
  }

  /** Closes what it has made. */
  void abandon() {
    added.forEach(Lifetimes::close);
  }

  private void error(String path, Throwable why) {
    error(path, words(path, why));
  }

  private void error(String path, String message) {
    errors.add(new ConfigError(path, message, 0));
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
