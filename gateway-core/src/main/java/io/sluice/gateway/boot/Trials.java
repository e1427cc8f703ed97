package io.sluice.gateway.boot;

import io.sluice.gateway.config.ConfigErrors;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigWarning;
import io.sluice.gateway.config.ConfigWarnings;
import io.sluice.gateway.config.LimitWarnings;
import io.sluice.gateway.config.RouteConfig;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.routing.Shadow;
import io.sluice.gateway.service.ConfigView;
import io.sluice.gateway.service.Preflight;
import io.sluice.gateway.service.Trial;
import io.sluice.gateway.snapshot.Compiled;
import io.sluice.gateway.snapshot.GatewaySnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out what changes would do, without doing them. */
final class Trials {
  private final ConfigOrigin origin;
  private final Engine engine;

  Trials(ConfigOrigin origin, Engine engine) {
    this.origin = origin;
    this.engine = engine;
  }

  /**
   * What is known after a compilation.
   *
   * @param next what would be; null with errors
   */
  record Outcome(
      ConfigView before,
      List<Change> changes,
      @Nullable ConfigErrors errors,
      @Nullable GatewaySnapshot next,
      @Nullable Preflight preflight) {}

  /** Compiles what would be. Control thread. */
  Outcome outcome(ConfigView before, List<Change> changes) {
    try {
      origin.check(changes, false);
      BoundDocument next = before.snapshot().source().with(changes, origin.loader());
      Compiled compiled = engine.tried(next, changes);
      try {
        Preflight preflight = engine.preflight(compiled.snapshot(), routes(changes, next));
        return new Outcome(before, changes, null, compiled.snapshot(), preflight);
      } finally {
        compiled.abandon();
      }
    } catch (ConfigException e) {
      return new Outcome(before, changes, e.errors(), null, null);
    }
  }

  /** Those that come or change. */
  private static List<RouteConfig> routes(List<Change> changes, BoundDocument next) {
    List<RouteConfig> routes = new ArrayList<>();
    for (Change change : changes) {
      int index = change.after() == null ? -1 : next.document().index(change.resource());
      if (index >= 0 && change.resource().key().equals("routes")) {
        routes.add(next.config().routes().get(index));
      }
    }
    return routes;
  }

  /** Adds what would be odd and is not yet. Any thread; takes its time with many routes. */
  Trial judged(Outcome outcome) {
    List<ConfigWarning> warnings = new ArrayList<>();
    GatewaySnapshot next = outcome.next();
    if (next != null) {
      GatewaySnapshot before = outcome.before().snapshot();
      Set<String> routes = new HashSet<>();
      for (Change change : outcome.changes()) {
        if (change.resource().key().equals("routes") && change.resource().isItem()) {
          routes.add(change.resource().id());
        }
      }
      Set<Shadow> shadowsBefore = new HashSet<>(before.routes().shadowed(routes));
      for (Shadow shadow : next.routes().shadowed(routes)) {
        if (!shadowsBefore.contains(shadow)) {
          warnings.add(shadowed(shadow, next));
        }
      }
      warnings.addAll(engine.ignored(before.config(), next.config()));
      warnings.addAll(LimitWarnings.of(next.config(), routes));
      Set<String> oddBefore = new HashSet<>();
      ConfigWarnings.besidesShadows(before.config()).forEach(w -> oddBefore.add(w.message()));
      for (ConfigWarning warning : ConfigWarnings.besidesShadows(next.config())) {
        if (!oddBefore.contains(warning.message())) {
          warnings.add(warning);
        }
      }
    }
    return new Trial(
        outcome.before(),
        outcome.changes(),
        outcome.errors(),
        ConfigWarnings.first(warnings),
        outcome.preflight());
  }

  private static ConfigWarning shadowed(Shadow shadow, GatewaySnapshot in) {
    int index = in.source().document().index(Resource.route(shadow.route()));
    String message =
        shadow.by() + " comes first and takes every request that " + shadow.route() + " could take";
    return new ConfigWarning("routes[" + index + "].match", message);
  }
}
