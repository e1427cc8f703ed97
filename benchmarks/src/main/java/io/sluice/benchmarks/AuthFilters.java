package io.sluice.benchmarks;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.Binder;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.Format;
import java.util.List;
import java.util.function.Supplier;

/** Filters that know some consumers, as if their config ran. */
final class AuthFilters {
  private AuthFilters() {}

  static ChainContext context(Consumers known) {
    return new ChainContext("route", new SimpleMeterRegistry(), Ticker.system()) {
      @Override
      public Consumers consumers() {
        return known;
      }

      @Override
      public <T extends Kept> T keep(Object identity, Supplier<T> make) {
        T kept = super.keep(identity, make);
        kept.adopted();
        return kept;
      }
    };
  }

  static <C extends Record> Filter of(FilterFactory<C> factory, String config, ChainContext context)
      throws ConfigException {
    Binder binder = new Binder(List.of(), name -> null);
    return factory.create(binder.bind(config, Format.YAML, factory.configType()), context);
  }
}
