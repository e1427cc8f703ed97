package io.sluice.gateway.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is odd about routes, each by itself and beside the others. */
final class RouteWarnings {
  private final List<ConfigWarning> all;

  private RouteWarnings(List<ConfigWarning> all) {
    this.all = all;
  }

  /**
   * Adds to {@code all} what is odd, in the routes' order.
   *
   * @param shadows whether to tell of routes that are like others
   */
  static void add(List<RouteConfig> routes, boolean shadows, List<ConfigWarning> all) {
    RouteWarnings warnings = new RouteWarnings(all);
    Map<Taken, Integer> firsts = new HashMap<>();
    for (int i = 0; i < routes.size(); i++) {
      RouteConfig route = routes.get(i);
      String path = "routes[" + i + "]";
      Integer first = shadows && route.enabled() ? firsts.putIfAbsent(Taken.by(route), i) : null;
      if (first != null) {
        warnings.shadowed(path, route, routes.get(first), first);
      }
      warnings.neverStripped(path, route);
      warnings.neverOver(path, route);
      warnings.unanswered(path, route);
    }
  }

  /** Which requests a route takes; the order of hosts, methods and conditions is no difference. */
  private record Taken(
      int priority,
      Set<String> hosts,
      @Nullable PathMatch path,
      Set<String> methods,
      Set<ValueMatch> headers,
      Set<ValueMatch> query,
      Set<ValueMatch> cookies,
      Set<Cidr> remoteAddrs) {
    static Taken by(RouteConfig route) {
      MatchConfig match = route.match();
      return new Taken(
          route.priority(),
          Set.copyOf(match.hosts()),
          match.path(),
          Set.copyOf(match.methods()),
          Set.copyOf(match.headers()),
          Set.copyOf(match.query()),
          Set.copyOf(match.cookies()),
          Set.copyOf(match.remoteAddrs()));
    }
  }

  private void shadowed(String path, RouteConfig route, RouteConfig winner, int first) {
    String message =
        "the match and priority are those of routes["
            + first
            + "]; the first in the config wins, so "
            + winner.id()
            + " gets every request and "
            + route.id()
            + " none";
    all.add(new ConfigWarning(path + ".match", message));
  }

  private void neverStripped(String path, RouteConfig route) {
    RewriteConfig rewrite = route.rewrite();
    PathMatch match = route.match().path();
    String prefix = rewrite == null ? null : rewrite.stripPrefix();
    if (prefix == null || match == null) {
      return;
    }
    String given = match.exact() != null ? match.exact() : match.prefix();
    if (given == null) {
      given = match.template(); // null: a regular expression, whose paths nobody knows
    }
    if (given != null && !leads(prefix, given, match.exact() == null, match.template() != null)) {
      String message = prefix + " is no prefix of the route's path, " + given + ", and never there";
      all.add(new ConfigWarning(path + ".rewrite.strip_prefix", message));
    }
  }

  /** Whether a path of the route may begin with {@code prefix}, segment by segment. */
  private static boolean leads(String prefix, String path, boolean open, boolean template) {
    String[] wanted = segments(prefix);
    String[] there = segments(path);
    for (int i = 0; i < wanted.length; i++) {
      if (i == there.length) {
        return open && !template;
      }
      boolean variable = template && there[i].startsWith("{");
      if (variable && there[i].startsWith("{*")) {
        return true;
      }
      if (!variable && !wanted[i].equals(there[i])) {
        return false;
      }
    }
    return true;
  }

  /** Without the empty one behind a last slash. */
  private static String[] segments(String path) {
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return trimmed.isEmpty() ? new String[0] : trimmed.substring(1).split("/", -1);
  }

  private void unanswered(String path, RouteConfig route) {
    if (route.degrade() != null
        && route.filters().stream().noneMatch(f -> f.enabled() && f.name().equals("fallback"))) {
      String message = "the route has no fallback filter, so its requests get 503";
      all.add(new ConfigWarning(path + ".degrade", message));
    }
  }

  private void neverOver(String path, RouteConfig route) {
    Duration whole = route.timeout().request();
    Duration attempt = route.retry() == null ? Duration.ZERO : route.retry().perTryTimeout();
    if (!whole.isZero() && attempt.compareTo(whole) > 0) {
      String message =
          Durations.format(attempt)
              + " is longer than timeout.request, "
              + Durations.format(whole)
              + ", which ends the exchange first";
      all.add(new ConfigWarning(path + ".retry.per_try_timeout", message));
    }
  }
}
