package io.sluice.filters.circuitbreaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.LogLines;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole way, with an origin that fails, by a clock that the test moves. */
class CircuitBreakerEndToEndTest {
  private static final String CONFIG =
      "{ minimum_calls: 4, half_open_calls: 2, slow_call_duration: 1s }";

  private final ManualTicker clock = new ManualTicker();
  private final StubOrigin origin = StubOrigin.answering(200, "ok");
  private final TestGateway gateway =
      TestGateway.of(yaml("scope: route", CONFIG)).origins(origin).clock(clock).start();
  private final RawClient client = gateway.connect();

  private static String yaml(String scope, String config) {
    return """
        routes:
          - id: users
            match: { path: { prefix: /users } }
            upstream: origin
            retry: { attempts: 0 }
            filters: [ { name: circuit_breaker, config: %s } ]
          - id: closed
            match: { path: { prefix: /closed } }
            upstream: origin
            filters:
              - { name: circuit_breaker, config: { minimum_calls: 4, %s } }
              - { name: ip_restriction, config: { deny: [127.0.0.1] } }
        upstreams:
          - { id: origin, targets: [ { address: "${origin}" } ] }
        """
        .formatted(config, scope);
  }

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private RawResponse get() {
    return client.get("/users").read();
  }

  private double state() {
    return gateway.metric("sluice_breaker_state{route=\"users\"}");
  }

  private double transitions(String to) {
    return gateway.metric("sluice_breaker_transitions_total{route=\"users\",to=\"" + to + "\"}");
  }

  private void open() {
    origin.answer((request, connection) -> connection.answer(500, "sick"));
    for (int i = 0; i < 4; i++) {
      assertThat(get().status()).isEqualTo(500);
    }
  }

  @Test
  void opensHalfOpensAndClosesWithItsOrigin() {
    try (LogLines log = LogLines.of(SharedBreaker.class)) {
      assertThat(state()).isZero();
      open();
      RawResponse refused = get();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.problem()).isEqualTo("breaker_open");
      assertThat(refused.header("retry-after")).isEqualTo("30");
      assertThat(state()).isEqualTo(1);

      clock.advance(Duration.ofMillis(29_100));
      assertThat(get().header("retry-after")).isEqualTo("1");
      assertThat(origin.requests()).hasSize(4);

      clock.advance(Duration.ofMillis(900));
      assertThat(state()).isEqualTo(2);
      assertThat(get().status()).isEqualTo(500);
      assertThat(get().problem()).isEqualTo("breaker_open");

      origin.answer((request, connection) -> connection.answer(200, "well"));
      clock.advance(Duration.ofSeconds(30));
      assertThat(get().status()).isEqualTo(200);
      assertThat(get().status()).isEqualTo(200);
      assertThat(state()).isZero();
      assertThat(transitions("open")).isEqualTo(2);
      assertThat(transitions("half_open")).isEqualTo(2);
      assertThat(transitions("closed")).isEqualTo(1);
      assertThat(log.lines())
          .containsExactly(
              "WARN breaker of route users: open, was closed: 4 of 4 calls failed (100 %)",
              "INFO breaker of route users: half_open, was open: to be tried again",
              "WARN breaker of route users: open, was half_open: 1 of 1 calls failed (100 %)",
              "INFO breaker of route users: half_open, was open: to be tried again",
              "INFO breaker of route users: closed, was half_open: 0 of 2 calls failed (0 %)");
    }
  }

  @Test
  void opensWhenTheOriginIsGone() {
    origin.kill();
    for (int i = 0; i < 4; i++) {
      assertThat(get().status()).isEqualTo(502);
      clock.advance(Duration.ofSeconds(1)); // else the endpoint is passed over
    }

    assertThat(get().problem()).isEqualTo("breaker_open");
  }

  @Test
  void opensWhenTheOriginIsSlow() {
    origin.answer(
        (request, connection) -> {
          clock.advance(Duration.ofMillis(1_001));
          connection.answer(200, "late");
        });
    for (int i = 0; i < 4; i++) {
      assertThat(get().status()).isEqualTo(200);
    }

    assertThat(get().problem()).isEqualTo("breaker_open");
  }

  @Test
  void opensWhenItsAnswersBreakOff() {
    origin.answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nhalf");
          connection.reset();
        });
    for (int i = 0; i < 4; i++) {
      try (RawClient reader = RawClient.connect(gateway.port())) {
        reader.get("/users");
        assertThatThrownBy(reader::read).isInstanceOf(AssertionError.class);
      }
    }

    assertThat(get().problem()).isEqualTo("breaker_open");
  }

  @Test
  void letsAnotherTakeThePlaceOfAProbeWhoseClientLeft() {
    open();
    clock.advance(Duration.ofSeconds(30));
    CountDownLatch held = new CountDownLatch(1);
    origin.clear();
    origin.answer(
        (request, connection) -> {
          Await.open(held);
          connection.answer(200, "late");
        });
    RawClient one = gateway.connect().get("/users");
    RawClient two = gateway.connect().get("/users");
    Await.until("both probes are there", () -> origin.requests().size() == 2);
    assertThat(get().problem()).isEqualTo("breaker_open");

    one.close();
    two.close();
    origin.answer((request, connection) -> connection.answer(200, "well"));
    Await.until("a place is free", () -> get().status() == 200);
    held.countDown();
  }

  @Test
  void outlivesAReload() {
    open();
    gateway.reload(yaml("scope: route", "{ minimum_calls: 100, open_duration: 60s }"));

    assertThat(client.get("/users").read().header("retry-after")).isEqualTo("60");
    assertThat(state()).isEqualTo(1);
  }

  @Test
  void goesWithItsFilter() {
    gateway.reload(
        """
        routes: [ { id: users, upstream: origin } ]
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """);

    Await.until("its metric is gone", () -> !gateway.metrics().contains("sluice_breaker_state"));
  }

  @Test
  void sharesTheBreakerOfAnUpstreamAndLetsFiltersBehindItRefuse() {
    gateway.reload(yaml("scope: upstream", "{ minimum_calls: 4, scope: upstream }"));
    open();
    assertThat(get().problem()).isEqualTo("breaker_open");
    assertThat(gateway.metric("sluice_breaker_state{route=\"closed\"}")).isEqualTo(1);

    RawResponse denied = client.get("/closed").read();

    assertThat(denied.problem()).isEqualTo("ip_denied");
    assertThat(denied.header("retry-after")).isNull();
  }

  @Test
  void wantsToKnowWhatIsSlowWhenSlowCallsCount() {
    String unclear =
        """
        routes:
          - id: unclear
            direct_response: { status: 200 }
            filters: [ { name: circuit_breaker, config: { slow_call_rate_threshold: 50 } } ]
        """;
    assertThatThrownBy(() -> gateway.reload(unclear))
        .hasMessageContaining(
            "routes[0].filters[0].config.slow_call_rate_threshold: 50 (expected: with"
                + " slow_call_duration;");
  }

  @Test
  void cannotShareTheBreakerOfSeveralUpstreams() {
    String split =
        """
        routes:
          - id: split
            weighted_upstreams: [ { upstream: a, weight: 1 }, { upstream: b, weight: 1 } ]
            filters: [ { name: circuit_breaker, config: { scope: upstream } } ]
        upstreams:
          - { id: a, targets: [ { address: "${origin}" } ] }
          - { id: b, targets: [ { address: "${origin}" } ] }
        """;
    assertThatThrownBy(() -> gateway.reload(split))
        .hasMessageContaining("routes[0].filters[0].config: scope: upstream (expected: route;");
  }
}
