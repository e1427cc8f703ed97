package io.sluice.gateway.boot;

import io.sluice.gateway.api.FilterFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The filters of all jars on the class path, plugins included. */
final class FoundFilters {
  private FoundFilters() {}

  /**
   * All of them, by name.
   *
   * @throws IOException when a jar lists a factory that cannot be made
   */
  static List<FilterFactory<?>> all() throws IOException {
    List<FilterFactory<?>> found = new ArrayList<>();
    try {
      for (FilterFactory<?> factory : ServiceLoader.load(FilterFactory.class)) {
        found.add(factory);
      }
      found.sort(Comparator.comparing(FilterFactory::name));
    } catch (ServiceConfigurationError | LinkageError e) { // not found, or for a newer Java
      throw new IOException("plugins: " + e.getMessage(), e);
    }
    return found;
  }
}
