package io.sluice.gateway.document;

import io.sluice.gateway.api.Consumer;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.PartBinder;
import io.sluice.gateway.config.RouteConfig;
import io.sluice.gateway.config.UpstreamConfig;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A document and what it says.
 *
 * @param config its routes, upstreams and consumers stand in the order of the document's
 */
public record BoundDocument(Document document, GatewayConfig config) {

  /**
   * Of a text.
   *
   * @throws ConfigException with everything that is wrong
   */
  public static BoundDocument of(String text, Format format, ConfigLoader loader)
      throws ConfigException {
    return of(loader.loaded(text, format));
  }

  /** Of a file; see {@link ConfigLoader#load}. */
  public static BoundDocument of(Path file, ConfigLoader loader) throws ConfigException {
    return of(loader.loaded(file));
  }

  private static BoundDocument of(ConfigLoader.Loaded loaded) {
    return new BoundDocument(Document.of(loaded.raw()), loaded.config());
  }

  /**
   * After some changes; what they leave alone is the very same object in both configs.
   *
   * @throws ConfigException with everything that is wrong
   * @throws IllegalArgumentException when they do not begin with this document
   */
  public BoundDocument with(List<Change> changes, ConfigLoader loader) throws ConfigException {
    Document next = document.with(changes);
    try (PartBinder parts = loader.parts()) {
      Predicate<String> upstreamIds = id -> next.items("upstreams").of(id) != null;
      Set<String> goneUpstreams = new HashSet<>();
      boolean rootChanges = false;
      for (Change change : changes) {
        String key = change.resource().key();
        rootChanges |= !Document.TRAFFIC.contains(key);
        if (key.equals("upstreams") && change.resource().isItem() && change.after() == null) {
          goneUpstreams.add(change.resource().id());
        }
      }
      GatewayConfig root = rootChanges ? parts.root(next.settings().json()) : config;
      List<UpstreamConfig> upstreams =
          new ListBinding<UpstreamConfig>("upstreams", document, next, changes)
              .bound(
                  config.upstreams(),
                  (item, index) -> parts.upstream(item.text(), item.id(), index));
      List<RouteConfig> routes =
          new ListBinding<RouteConfig>("routes", document, next, changes)
              .bound(
                  config.routes(),
                  (item, index) -> parts.route(item.text(), item.id(), index, upstreamIds));
      List<Consumer> consumers =
          new ListBinding<Consumer>("consumers", document, next, changes)
              .bound(
                  config.consumers(),
                  (item, index) -> parts.consumer(item.text(), item.id(), index));
      parts.throwIfAny();
      parts.checkReferences(routes, goneUpstreams);
      parts.throwIfAny();
      if (root == null) {
        throw new IllegalStateException("the config cannot be bound, and nothing is wrong with it");
      }
      return new BoundDocument(next, root.with(routes, upstreams, consumers));
    }
  }
}
