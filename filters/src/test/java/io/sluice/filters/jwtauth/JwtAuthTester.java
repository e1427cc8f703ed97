package io.sluice.filters.jwtauth;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.filters.fake.FakeExchange;
import io.sluice.filters.jwt.Keys;
import io.sluice.gateway.api.ChainContext;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Option;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.config.Binder;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.FilterConfig;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.testkit.Await;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A filter alone, at a time that the test says. */
final class JwtAuthTester {
  record Chain(@Option("Filters.") List<FilterConfig> filters) {}

  final AtomicLong now = new AtomicLong(Tokens.NOW);
  private final JwtAuthFactory factory = new JwtAuthFactory(now::get);
  private Filter filter;

  private JwtAuthTester(String config, FilterContext context) {
    filter = made(config, context);
  }

  /** With its config, as YAML in a line. */
  static JwtAuthTester of(String config) {
    return new JwtAuthTester(config, adopting());
  }

  static JwtAuthTester of(String config, FilterContext context) {
    return new JwtAuthTester(config, context);
  }

  /** With these keys in place of those of the config. */
  static JwtAuthTester of(String config, Keys keys) {
    return of(config, keys, adopting());
  }

  static JwtAuthTester of(String config, Keys keys, FilterContext context) {
    JwtAuthTester tester = new JwtAuthTester(config, context);
    tester.filter = tester.factory.create(bind(config), context, keys, keys);
    return tester;
  }

  /** What the filter keeps is in force at once. */
  static ChainContext adopting() {
    return new ChainContext("route", new SimpleMeterRegistry(), () -> 0) {
      @Override
      public <T extends Kept> T keep(Object identity, Supplier<T> make) {
        T kept = super.keep(identity, make);
        kept.adopted();
        return kept;
      }
    };
  }

  static JwtAuthConfig bind(String config) {
    try {
      return (JwtAuthConfig)
          new Binder(List.of(new JwtAuthFactory()), variable -> null)
              .bind(
                  "filters: [ { name: jwt_auth, config: " + config + " } ]",
                  Format.YAML,
                  Chain.class)
              .filters()
              .get(0)
              .config();
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private Filter made(String config, FilterContext context) {
    return factory.create(bind(config), context);
  }

  /** The next config. */
  void reload(String config, FilterContext context) {
    filter = made(config, context);
  }

  /** What becomes of a request with this token. */
  FakeExchange ask(String token) {
    return ask(new FakeExchange().request("authorization", "Bearer " + token));
  }

  FakeExchange ask(FakeExchange exchange) {
    try {
      if (filter.onRequest(exchange) == Verdict.PAUSE) {
        Await.until("it is decided", () -> exchange.resumes() + exchange.answers() > 0);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return exchange;
  }
}
