package io.sluice.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A route whose exchanges may last for ever does not wait for ever for a filter. */
class PauseWithoutDeadlineTest {
  private static final String YAML =
      """
      routes:
        - { id: all, upstream: origin, timeout: { request: 0s }, filters: [ { name: holds } ] }
      upstreams:
        - { id: origin, targets: [ { address: "${origin}" } ] }
      """;

  private final ManualTicker clock = new ManualTicker();
  private final AtomicReference<Exchange> paused = new AtomicReference<>();
  private final Filter holds =
      new Filter() {
        @Override
        public Verdict onRequest(Exchange exchange) {
          paused.set(exchange);
          return Verdict.PAUSE;
        }
      };

  private Exchange pausedExchange() {
    Await.until("a filter has paused", () -> paused.get() != null);
    return paused.getAndSet(null);
  }

  @Test
  void isCutAfterAMinute() {
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway =
            TestGateway.of(YAML)
                .filter(FixedFilter.of("holds", holds))
                .origins(origin)
                .clock(clock)
                .start()) {
      RawClient client = gateway.connect().get("/");
      Exchange soon = pausedExchange();
      clock.advance(Duration.ofSeconds(59));
      soon.executor().execute(soon::resume);
      assertThat(client.read().text()).isEqualTo("ok");

      client.get("/");
      Exchange late = pausedExchange();
      clock.advance(Duration.ofSeconds(61));
      RawResponse cut = client.read();
      assertThat(cut.status()).isEqualTo(504);
      assertThat(cut.problem()).isEqualTo("filter_timeout");
      late.executor().execute(late::resume); // of an exchange that has ended: nothing happens

      client.get("/");
      Exchange next = pausedExchange();
      next.executor().execute(next::resume);
      assertThat(client.read().text()).isEqualTo("ok");
    }
  }
}
