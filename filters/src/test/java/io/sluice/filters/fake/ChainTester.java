package io.sluice.filters.fake;

import io.sluice.gateway.api.FilterFactory;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.List;

/**
 * A chain of several filters in a real gateway, in front of an origin that answers {@code 200 ok}.
 * Where one filter is enough, {@link io.sluice.gateway.testkit.FilterTester} is shorter. For one
 * thread.
 */
public final class ChainTester implements AutoCloseable {
  private final StubOrigin origin = StubOrigin.answering(200, "ok");
  private final TestGateway gateway;

  private ChainTester(String top, String chain, FilterFactory<?>... own) {
    String yaml =
        top
            + """
            routes:
              - id: test
                upstream: origin
                filters:
            %s
            upstreams:
              - id: origin
                targets: [ { address: "${origin}" } ]
            """
                .formatted(chain.stripTrailing().indent(6).stripTrailing());
    TestGateway.Builder builder = TestGateway.of(yaml).origins(origin);
    List.of(own).forEach(builder::filter);
    try {
      gateway = builder.start();
    } catch (RuntimeException e) {
      origin.close();
      throw e;
    }
  }

  /**
   * Starts a gateway with one route, {@code test}.
   *
   * @param chain the list under {@code filters}, as YAML
   * @param own filters beside those of this module
   */
  public static ChainTester of(String chain, FilterFactory<?>... own) {
    return new ChainTester("", chain, own);
  }

  /** The same behind a proxy on loopback that is trusted. */
  public static ChainTester behindTrustedProxy(String trusted, String chain) {
    String top =
        "listeners: [ { id: http, bind: \"127.0.0.1:0\", trusted_proxies: " + trusted + " } ]\n";
    return new ChainTester(top, chain);
  }

  public StubOrigin origin() {
    return origin;
  }

  public TestGateway gateway() {
    return gateway;
  }

  /** A new client; closed with this tester at the latest. */
  public RawClient connect() {
    return gateway.connect();
  }

  @Override
  public void close() {
    gateway.close();
    origin.close();
  }
}
