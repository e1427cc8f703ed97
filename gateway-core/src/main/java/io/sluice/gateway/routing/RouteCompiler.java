package io.sluice.gateway.routing;

import io.sluice.gateway.config.MatchConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compiles matches; one object for all that are equal: what many share stays in the cache. */
final class RouteCompiler<T> {
  private static final List<HostPattern> ANY_HOST = List.of(HostPattern.ANY);

  private final Map<List<String>, List<HostPattern>> hosts = new HashMap<>();
  private final Map<String, HostPattern> names = new HashMap<>();
  private final Map<MatchConfig, Conditions> conditions = new HashMap<>();

  /**
   * Compiles a route.
   *
   * @throws IllegalArgumentException naming the route, the pattern and what was expected
   */
  RouteEntry<T> compile(String id, RouteEdit.Now<T> route) {
    try {
      MatchConfig match = route.match();
      PathPattern path = PathPattern.of(match.path());
      Conditions conditions = conditions(match);
      List<HostPattern> hosts = hosts(match.hosts());
      return new RouteEntry<>(
          id, route.value(), route.position(), route.priority(), hosts, path, conditions);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("route " + id + ": " + e.getMessage(), e);
    }
  }

  private Conditions conditions(MatchConfig match) {
    MatchConfig besidesPath =
        new MatchConfig(
            List.of(),
            null,
            match.methods(),
            match.headers(),
            match.query(),
            match.cookies(),
            match.remoteAddrs());
    return conditions.computeIfAbsent(besidesPath, Conditions::of);
  }

  private List<HostPattern> hosts(List<String> texts) {
    return texts.isEmpty()
        ? ANY_HOST
        : hosts.computeIfAbsent(
            texts,
            all ->
                all.stream()
                    .distinct()
                    .map(name -> names.computeIfAbsent(name, HostPattern::of))
                    .toList());
  }
}
