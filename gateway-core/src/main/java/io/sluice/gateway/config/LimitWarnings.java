package io.sluice.gateway.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What lets more through than its neighbours: a way round their limits. */
public final class LimitWarnings {
  private LimitWarnings() {}

  private record Limited(String route, double most) {}

  /**
   * Routes among {@code changed} whose limiters let more pass than those of another route to the
   * same upstream.
   *
   * @param changed ids of routes
   */
  public static List<ConfigWarning> of(GatewayConfig config, Set<String> changed) {
    Map<String, Limited> strictest = new HashMap<>(); // by upstream
    for (RouteConfig route : config.routes()) {
      double most = most(config, route);
      if (route.enabled() && route.upstream() != null && most < Double.POSITIVE_INFINITY) {
        strictest.merge(
            route.upstream(),
            new Limited(route.id(), most),
            (one, other) -> other.most < one.most ? other : one);
      }
    }
    List<ConfigWarning> all = new ArrayList<>();
    for (int i = 0; i < config.routes().size() && !strictest.isEmpty(); i++) {
      RouteConfig route = config.routes().get(i);
      if (route.enabled() && route.upstream() != null && changed.contains(route.id())) {
        Limited limited = strictest.get(route.upstream());
        double most = most(config, route);
        if (limited != null && limited.most < most) {
          all.add(warning(i, route, most, limited));
        }
      }
    }
    return all;
  }

  private static ConfigWarning warning(int index, RouteConfig route, double most, Limited sibling) {
    String own = most == Double.POSITIVE_INFINITY ? "no limit" : "a limit of " + perSecond(most);
    String message =
        "%s to %s, which route %s reaches with one of %s"
            .formatted(own, route.upstream(), sibling.route, perSecond(sibling.most));
    return new ConfigWarning("routes[" + index + "].filters", message);
  }

  private static String perSecond(double most) {
    return most == Math.rint(most)
        ? String.format(Locale.ROOT, "%.0f/s", most)
        : String.format(Locale.ROOT, "%.3f/s", most);
  }

  /** Of all its limiters the strictest counts. */
  private static double most(GatewayConfig config, RouteConfig route) {
    return Math.min(most(config.defaultFilters()), most(route.filters()));
  }

  private static double most(List<FilterConfig> filters) {
    double most = Double.POSITIVE_INFINITY;
    for (FilterConfig filter : filters) {
      if (filter.enabled()) {
        most = Math.min(most, filter.mostPerSecond());
      }
    }
    return most;
  }
}
