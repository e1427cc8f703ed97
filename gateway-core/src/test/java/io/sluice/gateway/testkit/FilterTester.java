package io.sluice.gateway.testkit;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.gateway.api.CacheSettings;
import io.sluice.gateway.api.Consumers;
import io.sluice.gateway.api.Destination;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.RedisSettings;
import io.sluice.gateway.api.Slot;
import io.sluice.gateway.api.Ticker;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one filter in a real gateway in front of an origin that answers {@code 200 ok}.
 *
 * <pre>{@code
 * try (FilterTester tester = FilterTester.of(new Teapot(), "path: /tea")) {
 *   FilterResult result = tester.request("GET", "/tea").header("accept", "text/plain").send();
 *   assertThat(result.status()).isEqualTo(418);
 *   assertThat(result.reachedOrigin()).isFalse();
 * }
 * }</pre>
 *
 * Closing it fails when the origin was sent what is no well-formed request, or when what a test
 * gave it to answer with failed. For one thread.
 */
public final class FilterTester implements AutoCloseable {
  private final StubOrigin origin = StubOrigin.answering(200, "ok");
  private final TestGateway gateway;

  private FilterTester(FilterFactory<?> factory, String config) {
    try {
      gateway =
          TestGateway.of(document(factory.name(), config)).origins(origin).filter(factory).start();
    } catch (RuntimeException e) {
      origin.close();
      throw e;
    }
  }

  /**
   * Starts a gateway with one route, {@code test}, that has this filter.
   *
   * @param config the filter's config as YAML: {@code rate: 5}, several lines, or {@code {rate:
   *     5}}; empty for none
   * @throws IllegalArgumentException with every error of the config
   */
  public static FilterTester of(FilterFactory<?> factory, String config) {
    return new FilterTester(factory, config);
  }

  /**
   * The same with a clock of the test's own behind {@link FilterContext#ticker}: a {@link
   * ManualTicker}. The gateway's own timeouts go by the real one.
   */
  public static FilterTester of(FilterFactory<?> factory, String config, Ticker ticker) {
    return new FilterTester(new Timed<>(factory, ticker), config);
  }

  private static String document(String name, String config) {
    String indented = config.isBlank() ? "{}" : config.stripTrailing().indent(10).stripTrailing();
    return """
        routes:
          - id: test
            upstream: origin
            filters:
              - name: %s
                config:
        %s
        upstreams:
          - id: origin
            targets: [ { address: "${origin}" } ]
        """
        .formatted(name, config.isBlank() ? "          {}" : indented);
  }

  /** A request to be completed and sent. */
  public FilterRequest request(String method, String target) {
    return new FilterRequest(this, method, target);
  }

  /** The origin, to answer in another way. */
  public StubOrigin origin() {
    return origin;
  }

  /** The gateway, for its metrics and for requests that must be written byte by byte. */
  public TestGateway gateway() {
    return gateway;
  }

  @Override
  public void close() {
    gateway.close();
    origin.close();
    if (!origin.violations().isEmpty()) {
      throw new AssertionError("at the origin: " + origin.violations());
    }
  }

  /** Makes the same filters by another clock. */
  private record Timed<C extends Record>(FilterFactory<C> factory, Ticker ticker)
      implements FilterFactory<C> {

    @Override
    public String name() {
      return factory.name();
    }

    @Override
    public String description() {
      return factory.description();
    }

    @Override
    public Class<C> configType() {
      return factory.configType();
    }

    @Override
    public Filter create(C config, FilterContext context) {
      return factory.create(
          config,
          new FilterContext() {
            @Override
            public String routeId() {
              return context.routeId();
            }

            @Override
            public @Nullable String upstreamId() {
              return context.upstreamId();
            }

            @Override
            public <T> Slot<T> slot() {
              return context.slot();
            }

            @Override
            public MeterRegistry meters() {
              return context.meters();
            }

            @Override
            public Ticker ticker() {
              return ticker;
            }

            @Override
            public <T extends Kept> T keep(Object identity, Supplier<T> make) {
              return context.keep(identity, make);
            }

            @Override
            public Destination upstream(String id) {
              return context.upstream(id);
            }

            @Override
            public Consumers consumers() {
              return context.consumers();
            }

            @Override
            public RedisSettings redis() {
              return context.redis();
            }

            @Override
            public CacheSettings cache() {
              return context.cache();
            }

            @Override
            public Network network() {
              return context.network();
            }
          });
    }
  }
}
