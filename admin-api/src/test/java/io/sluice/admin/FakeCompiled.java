package io.sluice.admin;

import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.FilterConfig;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.RouteConfig;
import io.sluice.gateway.document.Document;
import io.sluice.gateway.http.RequestPath;
import io.sluice.gateway.routing.RouteTable;
import io.sluice.gateway.service.ConfigView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles documents as far as routes are matched. */
final class FakeCompiled implements Compiled {
  private static final ConfigLoader LOADER =
      new ConfigLoader(FakeFilters.PLUGINS.filters(), Map.of("LEVEL", "7", "PASSWORD", "pw")::get);

  private @Nullable Last last;

  private record Last(Document document, GatewayConfig config) {}

  @Override
  public synchronized GatewayConfig config(ConfigView view) {
    Last known = last;
    if (known == null || !known.document.equals(view.document())) {
      try {
        known = new Last(view.document(), LOADER.parse(view.document().json(), Format.JSON));
      } catch (ConfigException e) {
        throw new IllegalStateException(e);
      }
      last = known;
    }
    return known.config;
  }

  @Override
  public Matching matching(ConfigView view) {
    RouteTable.Builder<RouteConfig> table = RouteTable.builder();
    config(view)
        .routes()
        .forEach(route -> table.add(route.id(), route.priority(), route.match(), route));
    return new Matching.Of<RouteConfig>(
        table.build(), FakeCompiled::filters, new RequestPath.Rules(true, false));
  }

  @Override
  public Set<String> secretParameters(ConfigView view) {
    return Set.of("opens");
  }

  private static List<String> filters(RouteConfig route) {
    return route.filters().stream().map(FilterConfig::name).toList();
  }
}
