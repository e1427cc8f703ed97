package io.sluice.gateway.config;

import io.sluice.gateway.api.CacheSettings;
import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.api.Credential;
import io.sluice.gateway.api.FilterPlace;
import io.sluice.gateway.api.FilterPlace.Callers;
import java.util.List;
import java.util.stream.Collectors;

/** What filters find odd or weak about their own configs, where they stand. */
final class FilterWarnings {
  private static final String UNASKED =
      "stands behind a filter that answers with what it has stored, and asks nobody who may have it"
          + " (put it in front of that one)";

  /**
   * What is behind some filters.
   *
   * @param stored whether one of them answers with what it has stored
   */
  private record Behind(FilterPlace place, boolean stored) {}

  private FilterWarnings() {}

  /** Adds to {@code all}, in the filters' order; of filters that are switched off nothing. */
  static void add(GatewayConfig config, List<ConfigWarning> all) {
    FilterPlace place =
        new FilterPlace(
            config.listeners().stream().anyMatch(listener -> !listener.trustedProxies().isEmpty()),
            config.consumers().stream().map(Consumer::id).collect(Collectors.toSet()),
            config.consumers().stream()
                .flatMap(consumer -> consumer.credentials().stream())
                .map(Credential::kind)
                .collect(Collectors.toSet()),
            Callers.NONE,
            config.cache().memory().size().bytes(),
            false);
    Behind first = new Behind(place, false);
    boolean routesStore =
        config.routes().stream().anyMatch(route -> route.enabled() && anyStores(route.filters()));
    Behind behindDefaults =
        add("default_filters", config.defaultFilters(), first, routesStore, all);
    for (int i = 0; i < config.routes().size(); i++) {
      List<FilterConfig> filters = config.routes().get(i).filters();
      if (!filters.isEmpty()) {
        add("routes[" + i + "].filters", filters, behindDefaults, false, all);
      }
    }
    CacheSettings cache = config.cache();
    if (!routesStore
        && !anyStores(config.defaultFilters())
        && (cache.disk() != null || cache.warmUp() != null)) {
      all.add(new ConfigWarning("cache", "no filter of any route stores anything (add cache)"));
    }
  }

  private static boolean anyStores(List<FilterConfig> filters) {
    return filters.stream().anyMatch(FilterConfig::stores);
  }

  /**
   * What is behind them all.
   *
   * @param storesBehind whether a filter may store what comes to them
   */
  private static Behind add(
      String path,
      List<FilterConfig> filters,
      Behind first,
      boolean storesBehind,
      List<ConfigWarning> all) {
    FilterPlace place = first.place();
    boolean stored = first.stored();
    for (int i = 0; i < filters.size(); i++) {
      FilterConfig filter = filters.get(i);
      if (filter.enabled()) {
        try {
          List<FilterConfig> behind = filters.subList(i + 1, filters.size());
          place = place.inFrontOf(storesBehind || anyStores(behind));
          all.addAll(filter.warnings(path + "[" + i + "].config", place));
          if (stored && filter.guards()) {
            all.add(new ConfigWarning(path + "[" + i + "]", UNASKED));
          }
          stored |= filter.stores();
          place = place.behind(filter.callers());
        } catch (RuntimeException | LinkageError e) {
          place = place.behind(Callers.ANYBODY); // what is wrong is told when it is compiled
        }
      }
    }
    return new Behind(place, stored);
  }
}
