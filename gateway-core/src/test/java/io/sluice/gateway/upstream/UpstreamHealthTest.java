package io.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.Selection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class UpstreamHealthTest implements Selection {
  private static final String YAML =
      """
      listeners: [ { id: http, bind: "127.0.0.1:0" } ]
      upstreams: [ { id: main, targets: [ { address: "127.0.0.1:1" } ] } ]
      """;

  private final ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 5);

  @Test
  void anEndpointThatRefusedIsUnhealthyUntilItHasCooled() throws Exception {
    GatewayConfig config = new ConfigLoader(List.of(), name -> null).parse(YAML, Format.YAML);
    try (Metrics metrics = new Metrics(1, ticker)) {
      UpstreamPlan plan =
          TestUpstreams.factory(List.of(), metrics, ticker)
              .plan(config.upstreams().get(0), config.consul(), null);
      plan.discover();
      plan.adopt();
      Upstream upstream = plan.upstream();
      assertThat(serving(upstream)).isTrue();
      Objects.requireNonNull(upstream.select(this)).connectFailed(ticker.nanos());
      assertThat(serving(upstream)).isFalse();
      ticker.advance(Duration.ofSeconds(1));
      assertThat(serving(upstream)).isTrue();
    }
  }

  private static boolean serving(Upstream upstream) {
    return upstream.status().endpoints().get(0).serving();
  }

  @Override
  public long nowNanos() {
    return ticker.nanos();
  }

  @Override
  public long hash() {
    return 0;
  }

  @Override
  public boolean excluded(Endpoint endpoint) {
    return false;
  }
}
