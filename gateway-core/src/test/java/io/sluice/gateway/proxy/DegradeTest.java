package io.sluice.gateway.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
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
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A route that is switched off: by a field of the config, or by itself. */
class DegradeTest {
  private static final String YAML =
      """
      routes:
        - { id: all, upstream: origin, filters: [ { name: answers } ], %s }
      upstreams:
        - { id: origin, targets: [ { address: "${origin}" } ] }
      """;
  private static final String AUTOMATIC =
      "degrade: { to: fallback, automatic:"
          + " { minimum_calls: 4, window: 10s, open_duration: 30s, half_open_calls: 2 } }";

  /** Stands for the fallback filter. */
  private static final Filter ANSWERS =
      new Filter() {
        @Override
        public Verdict onResponse(Exchange exchange) {
          if (exchange.error() != null && exchange.error().reason().equals("degraded")) {
            exchange.responseHeaders().remove("retry-after");
            exchange.reply(200, "text/plain", Unpooled.copiedBuffer("instead", US_ASCII));
          }
          return Verdict.CONTINUE;
        }
      };

  private final ManualTicker clock = new ManualTicker();
  private final StubOrigin origin = StubOrigin.answering(200, "origin");
  private final TestGateway gateway =
      TestGateway.of(YAML.formatted("labels: {}"))
          .origins(origin)
          .filter(FixedFilter.of("answers", ANSWERS))
          .clock(clock)
          .start();
  private final RawClient client = gateway.connect();

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private String text() {
    return client.get("/").read().text();
  }

  @Test
  void oneFieldSwitchesARouteOffAndOnAgain() {
    assertThat(text()).isEqualTo("origin");
    gateway.reload(YAML.formatted("degrade: { to: fallback }"));
    assertThat(text()).isEqualTo("instead");
    assertThat(origin.requests()).hasSize(1);
    gateway.reload(YAML.formatted("labels: {}"));
    assertThat(text()).isEqualTo("origin");
  }

  @Test
  void withoutAFallbackItIs503() {
    gateway.reload(
        YAML.formatted("degrade: { to: fallback }")
            .replace("filters: [ { name: answers } ], ", ""));
    RawResponse refused = client.get("/").read();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.problem()).isEqualTo("degraded");
    assertThat(refused.header("retry-after")).isNotNull();
  }

  @Test
  void theAutomaticOneOpensByTheShareOfFailuresAndClosesAgain() {
    gateway.reload(YAML.formatted(AUTOMATIC));
    origin.answer((request, connection) -> connection.answer(500, "broken"));
    for (int i = 0; i < 4; i++) {
      assertThat(text()).isEqualTo("broken");
    }
    assertThat(text()).isEqualTo("instead");
    assertThat(state()).isEqualTo(1);

    clock.advance(Duration.ofSeconds(29));
    assertThat(text()).isEqualTo("instead");
    assertThat(origin.requests()).hasSize(4);

    clock.advance(Duration.ofSeconds(2));
    assertThat(state()).isEqualTo(2);
    assertThat(text()).isEqualTo("broken"); // it is tried, and half of what tries it has failed
    assertThat(text()).isEqualTo("instead");

    clock.advance(Duration.ofSeconds(31));
    origin.answer((request, connection) -> connection.answer(200, "origin"));
    for (int i = 0; i < 10; i++) {
      assertThat(text()).isEqualTo("origin");
    }
    assertThat(state()).isZero();
  }

  @Test
  void anAnswerThatBreaksOffIsAFailure() {
    gateway.reload(YAML.formatted(AUTOMATIC));
    origin.answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
          connection.pause(50);
          connection.reset();
        });
    for (int i = 0; i < 4; i++) {
      gateway.connect().get("/").readRest();
    }
    assertThat(text()).isEqualTo("instead");
  }

  @Test
  void itsStateOutlivesAReload() {
    gateway.reload(YAML.formatted(AUTOMATIC));
    origin.answer((request, connection) -> connection.reset());
    for (int i = 0; i < 4; i++) {
      assertThat(client.get("/").read().status()).isEqualTo(502);
    }
    gateway.reload(YAML.formatted(AUTOMATIC.replace("minimum_calls: 4", "minimum_calls: 5")));
    assertThat(text()).isEqualTo("instead");
    gateway.reload(YAML.formatted("labels: {}"));
    origin.answer((request, connection) -> connection.answer(200, "origin"));
    assertThat(text()).isEqualTo("origin");
    Await.until(
        "it goes with the last exchange",
        () -> !gateway.metrics().contains("sluice_degrade_state{"));
  }

  /** An exchange of an earlier config may last for hours, and with it what that config had. */
  @Test
  void itsMeterIsThatOfTheConfigThatRuns() {
    CountDownLatch go = new CountDownLatch(1);
    gateway.reload(YAML.formatted(AUTOMATIC));
    origin.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "late");
        });
    RawClient lasting = gateway.connect().get("/");
    Await.until("it is asked", () -> origin.requests().size() == 1);
    gateway.reload(YAML.formatted("labels: {}"));
    gateway.reload(YAML.formatted(AUTOMATIC));
    go.countDown();
    assertThat(lasting.read().text()).isEqualTo("late");

    origin.answer((request, connection) -> connection.answer(500, "broken"));
    for (int i = 0; i < 3; i++) { // the late one counts too: its config was in use all the time
      assertThat(text()).isEqualTo("broken");
    }
    assertThat(text()).isEqualTo("instead");
    assertThat(state()).isEqualTo(1);
  }

  private double state() {
    return gateway.metric("sluice_degrade_state{route=\"all\"}");
  }
}
