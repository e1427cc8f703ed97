package io.sluice.gateway.testkit;

import io.sluice.gateway.api.FilterFactory;

/**
 * Runs one filter in a real gateway in front of an origin that answers {@code 200 ok}.
 *
 * <pre>{@code
 * try (FilterTester tester = FilterTester.of(new TeapotFilterFactory(), "paths: [/tea]")) {
 *   FilterResult result = tester.request("GET", "/tea").header("accept", "text/plain").send();
 *   assertThat(result.status()).isEqualTo(418);
 *   assertThat(result.reachedOrigin()).isFalse();
 * }
 * }</pre>
 *
 * For one thread.
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
  }
}
