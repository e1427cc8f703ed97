package io.sluice.gateway.config;

import java.util.List;

/** What filters find odd or weak about their own configs. */
final class FilterWarnings {
  private FilterWarnings() {}

  /** Adds to {@code all}, in the filters' order; of filters that are switched off nothing. */
  static void add(GatewayConfig config, List<ConfigWarning> all) {
    add("default_filters", config.defaultFilters(), all);
    for (int i = 0; i < config.routes().size(); i++) {
      List<FilterConfig> filters = config.routes().get(i).filters();
      if (!filters.isEmpty()) {
        add("routes[" + i + "].filters", filters, all);
      }
    }
  }

  private static void add(String path, List<FilterConfig> filters, List<ConfigWarning> all) {
    for (int i = 0; i < filters.size(); i++) {
      FilterConfig filter = filters.get(i);
      if (filter.enabled()) {
        for (String warning : of(filter)) {
          all.add(placed(path + "[" + i + "].config", warning));
        }
      }
    }
  }

  private static List<String> of(FilterConfig filter) {
    try {
      return filter.warnings();
    } catch (RuntimeException | LinkageError e) {
      return List.of(); // what is wrong with it is told when it is compiled
    }
  }

  /** The option stands in front of the first colon. */
  private static ConfigWarning placed(String path, String warning) {
    int colon = warning.indexOf(": ");
    return colon <= 0 || warning.indexOf(' ') < colon
        ? new ConfigWarning(path, warning)
        : new ConfigWarning(path + "." + warning.substring(0, colon), warning.substring(colon + 2));
  }
}
