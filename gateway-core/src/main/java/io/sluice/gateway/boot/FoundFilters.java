package io.sluice.gateway.boot;

import io.sluice.gateway.api.FilterFactory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The filters of all jars on the class path, plugins included. */
final class FoundFilters {
  private FoundFilters() {}

  /**
   * All of them, by name.
   *
   * @throws IOException when a jar cannot be used, lists a factory that cannot be made, or brings a
   *     filter that another one brings too; it names the jars
   */
  static List<FilterFactory<?>> all() throws IOException {
    Providers providers = Providers.of(FilterFactory.class);
    Map<String, FilterFactory<?>> found = new TreeMap<>();
    try {
      for (FilterFactory<?> factory : ServiceLoader.load(FilterFactory.class)) {
        FilterFactory<?> other = found.putIfAbsent(factory.name(), factory);
        if (other != null) {
          throw Providers.twice(
              Providers.placed(other) + " and " + Providers.placed(factory),
              "filter " + factory.name());
        }
      }
    } catch (ServiceConfigurationError | LinkageError e) { // not found, or for a newer Java
      throw providers.broken(e);
    }
    return List.copyOf(found.values());
  }
}
