package io.sluice.gateway.boot;

import io.sluice.gateway.api.DiscoveryFactory;
import io.sluice.gateway.config.DiscoveryTypes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The discoveries of all plugins on the class path; the gateway's own are none of them. */
final class FoundDiscoveries {
  private FoundDiscoveries() {}

  /**
   * All of them, by type.
   *
   * @throws IOException when a jar cannot be used, lists a factory that cannot be made, or brings a
   *     type that another one or the gateway itself has; it names the jars
   */
  static List<DiscoveryFactory<?>> all() throws IOException {
    Providers providers = Providers.of(DiscoveryFactory.class);
    Map<String, DiscoveryFactory<?>> found = new TreeMap<>();
    try {
      for (DiscoveryFactory<?> factory : ServiceLoader.load(DiscoveryFactory.class)) {
        String type = factory.type();
        if (DiscoveryTypes.isReserved(type)) {
          throw new IOException(
              "plugins: "
                  + Providers.placed(factory)
                  + " brings discovery "
                  + type
                  + " (expected: a type that is not the gateway's own)");
        }
        DiscoveryFactory<?> other = found.putIfAbsent(type, factory);
        if (other != null) {
          throw Providers.twice(
              Providers.placed(other) + " and " + Providers.placed(factory), "discovery " + type);
        }
      }
    } catch (ServiceConfigurationError | LinkageError e) { // not found, or for a newer Java
      throw providers.broken(e);
    }
    return List.copyOf(found.values());
  }
}
