package io.sluice.gateway.boot;

import io.sluice.gateway.config.FilterConfig;
import io.sluice.gateway.config.RouteConfig;
import io.sluice.gateway.config.ValueMatch;
import io.sluice.gateway.document.Resource;
import io.sluice.gateway.observe.SecretNames;
import io.sluice.gateway.routing.RouteEntry;
import io.sluice.gateway.service.Preflight;
import io.sluice.gateway.snapshot.AskedRequest;
import io.sluice.gateway.snapshot.GatewaySnapshot;
import io.sluice.gateway.snapshot.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sends recent requests through another config's routes, to see which would go another way. */
final class PreflightRun {
  private static final int MOST_MOVES = 50;
  private static final int MOST_SEGMENT = 24;

  private final GatewaySnapshot running;
  private final GatewaySnapshot candidate;
  private final Map<Way, List<AskedRequest>> moved = new LinkedHashMap<>();
  private final Map<String, Boolean> same = new HashMap<>(); // by route

  private record Way(@Nullable String before, @Nullable String after) {
    String what() {
      if (after == null) {
        return "none";
      }
      return after.equals(before) ? "chain" : "route";
    }
  }

  private PreflightRun(GatewaySnapshot running, GatewaySnapshot candidate) {
    this.running = running;
    this.candidate = candidate;
  }

  /**
   * @param changed routes that the candidate has and the running config has not, or not so
   */
  static Preflight of(
      List<AskedRequest> requests,
      GatewaySnapshot running,
      GatewaySnapshot candidate,
      List<RouteConfig> changed) {
    PreflightRun run = new PreflightRun(running, candidate);
    int going = 0;
    for (AskedRequest request : requests) {
      going += run.moves(request) ? 1 : 0;
    }
    List<Preflight.Move> moves =
        run.moved.entrySet().stream()
            .map(entry -> move(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingInt(Preflight.Move::count).reversed())
            .limit(MOST_MOVES)
            .toList();
    return new Preflight(requests.size(), going, moves, run.unknown(changed));
  }

  private boolean moves(AskedRequest request) {
    RouteEntry<Route> before = running.routes().match(request);
    RouteEntry<Route> after = candidate.routes().match(request);
    if (before == null ? after == null : after != null && same(before, after)) {
      return false;
    }
    Way way = new Way(before == null ? null : before.id(), after == null ? null : after.id());
    moved.computeIfAbsent(way, none -> new ArrayList<>()).add(request);
    return true;
  }

  /** A route that was changed may do the very same with a request. */
  private boolean same(RouteEntry<Route> before, RouteEntry<Route> after) {
    if (before.value().parts() == after.value().parts()) {
      return true;
    }
    if (!before.id().equals(after.id())) {
      return false;
    }
    return same.computeIfAbsent(
        before.id(),
        id -> {
          List<FilterConfig> filters = running.config().defaultFilters();
          return filters.equals(candidate.config().defaultFilters())
              && config(running, id).treatsAs(config(candidate, id));
        });
  }

  private static RouteConfig config(GatewaySnapshot snapshot, String id) {
    int index = snapshot.source().document().index(Resource.route(id));
    return snapshot.config().routes().get(index);
  }

  private static Preflight.Move move(Way way, List<AskedRequest> requests) {
    AskedRequest one = requests.get(0);
    String example = one.method() + " " + one.host() + shown(one.path());
    return new Preflight.Move(way.before, way.after, way.what(), requests.size(), example);
  }

  /** A long segment may be somebody's key to a thing. */
  private static String shown(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(part -> part.length() <= MOST_SEGMENT ? part : part.substring(0, 4) + "...")
        .collect(Collectors.joining("/"));
  }

  /** What routes that are new or changed ask, and nobody has kept. */
  private List<String> unknown(List<RouteConfig> changed) {
    Set<String> unknown = new TreeSet<>();
    for (RouteConfig route : changed) {
      secrets("header ", route.match().headers(), Set.of(), unknown);
      secrets("query parameter ", route.match().query(), running.secretParameters(), unknown);
      for (ValueMatch cookie : route.match().cookies()) {
        if (!running.cookies().contains(cookie.name()) || SecretNames.mayBeSecret(cookie.name())) {
          unknown.add("cookie " + cookie.name());
        }
      }
    }
    return List.copyOf(unknown);
  }

  private static void secrets(
      String what, List<ValueMatch> asked, Set<String> names, Set<String> unknown) {
    for (ValueMatch value : asked) {
      if (names.contains(value.name()) || SecretNames.mayBeSecret(value.name())) {
        unknown.add(what + value.name());
      }
    }
  }
}
