package io.sluice.admin;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.config.Plugins;
import java.util.List;

/** Filters that configs of tests name; they do nothing. */
final class FakeFilters {
  static final Plugins PLUGINS =
      Plugins.filters(
          List.of(
              new Named<>("rate", Rate.class),
              new Named<>("login", Login.class),
              new Named<>("fallback", Fallback.class)));

  private FakeFilters() {}

  record Rate(
      @Option(value = "How many.", min = 1) int rate,
      @Option(value = "Of whom.", orElse = "client") String key) {}

  record Login(@Option(value = "What opens it.", secret = true) String key) {}

  record Fallback(@Option("Where else.") String upstream) {}

  private record Named<C extends Record>(String name, Class<C> configType)
      implements FilterFactory<C> {
    @Override
    public String description() {
      return "Does nothing.";
    }

    @Override
    public Filter create(C config, FilterContext context) {
      return new Filter() {};
    }
  }
}
