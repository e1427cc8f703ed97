package io.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.ConfigLoader;
import io.sluice.gateway.config.Format;
import io.sluice.gateway.config.UpstreamConfig;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.loadbalancer.RoundRobin;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpstreamHealthTest {
  private static final String YAML =
      """
      listeners: [ { id: http, bind: "127.0.0.1:0" } ]
      upstreams: [ { id: main, targets: [ { address: "127.0.0.1:1" } ] } ]
      """;

  @Test
  void anEndpointThatRefusedIsUnhealthyUntilItHasCooled() throws Exception {
    UpstreamConfig config =
        new ConfigLoader(List.of(), name -> null).parse(YAML, Format.YAML).upstreams().get(0);
    ManualTicker ticker = new ManualTicker(Long.MAX_VALUE - 5);
    try (Metrics metrics = new Metrics(1, ticker)) {
      Upstream upstream =
          Upstream.create(
              config,
              new RoundRobin(),
              List.of(),
              () -> {
                throw new IllegalStateException("no connection is asked for");
              },
              metrics.upstream("main"),
              ticker,
              null);
      assertThat(upstream.health()).containsEntry("127.0.0.1:1", true);
      upstream.endpoints().get(0).connectFailed(ticker.nanos());
      assertThat(upstream.health()).containsEntry("127.0.0.1:1", false);
      ticker.advance(Duration.ofSeconds(1));
      assertThat(upstream.health()).containsEntry("127.0.0.1:1", true);
    }
  }
}
