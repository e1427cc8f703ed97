package io.sluice.filters.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.ChainTester;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Drills against a gateway that runs. */
class FaultEndToEndTest {

  private static double count(TestGateway gateway, String kind) {
    return gateway.metric("sluice_faults_total{kind=\"" + kind + "\",route=\"test\"}");
  }

  @Test
  void delaysAndThenForwards() {
    try (ChainTester tester =
        ChainTester.of("- { name: fault, config: { delay: { duration: 50ms } } }")) {
      long start = System.nanoTime();
      RawResponse response = tester.connect().get("/").read();

      assertThat(response.text()).isEqualTo("ok");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
      assertThat(count(tester.gateway(), "delay")).isEqualTo(1);
    }
  }

  @Test
  void delaysAndThenFails() {
    try (ChainTester tester =
        ChainTester.of(
            "- { name: fault, config: { delay: { duration: 5ms }, abort: { status: 500 } } }")) {
      RawResponse response = tester.connect().get("/").read();

      assertThat(response.status()).isEqualTo(500);
      assertThat(response.problem()).isEqualTo("fault_injected");
      assertThat(tester.origin().requests()).isEmpty();
    }
  }

  @Test
  void delaysOthersNotAtAll() {
    try (ChainTester tester =
        ChainTester.of("- { name: fault, config: { header: x-drill, delay: { duration: 1h } } }")) {
      tester.connect().send("GET / HTTP/1.1\r\nHost: x\r\nX-Drill: 1\r\n\r\n");
      Await.until("it waits", () -> count(tester.gateway(), "delay") == 1);

      assertThat(tester.connect().get("/").read().text()).isEqualTo("ok");
    }
  }

  @Test
  void forgetsTheDelayOfAClientThatLeft() {
    try (ChainTester tester =
        ChainTester.of("- { name: fault, config: { delay: { duration: 100ms } } }")) {
      tester.connect().get("/gone").close();
      tester.connect().get("/stays").read();

      assertThat(tester.origin().requests()).hasSize(1);
      assertThat(tester.origin().takeRequest().target()).isEqualTo("/stays");
    }
  }

  @Test
  void playsATimeoutWhereTheDelayIsLongerThanTheRoutesTime() {
    String yaml =
        """
        routes:
          - id: test
            upstream: origin
            timeout: { request: 100ms }
            filters:
              - { name: fallback, config: { on: [timeout], upstream: other } }
              - { name: fault, config: { delay: { duration: 1h } } }
        upstreams:
          - { id: origin, targets: [ { address: "${origin}" } ] }
          - { id: other, targets: [ { address: "${origin2}" } ] }
        """;
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        StubOrigin other = StubOrigin.answering(200, "other");
        TestGateway gateway = TestGateway.start(yaml, origin, other)) {
      assertThat(gateway.connect().get("/").read().text()).isEqualTo("other");
      assertThat(origin.requests()).isEmpty();
    }
  }

  @Test
  void tellsThatATimeoutWasPlayed() {
    String yaml =
        """
        routes:
          - id: test
            upstream: origin
            timeout: { request: 50ms }
            filters: [ { name: fault, config: { delay: { duration: 1h } } } ]
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """;
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway = TestGateway.start(yaml, origin)) {
      RawResponse response = gateway.connect().get("/").read();

      assertThat(response.status()).isEqualTo(504);
      assertThat(response.problem()).isEqualTo("fault_injected");
    }
  }

  @Test
  void drillsABreakerInFrontOfIt() {
    String chain =
        """
        - { name: circuit_breaker, config: { minimum_calls: 3 } }
        - { name: fault, config: { abort: { status: 502 } } }
        """;
    try (ChainTester tester = ChainTester.of(chain)) {
      RawClient client = tester.connect();
      for (int i = 0; i < 3; i++) {
        assertThat(client.get("/").read().problem()).isEqualTo("fault_injected");
      }
      assertThat(client.get("/").read().problem()).isEqualTo("breaker_open");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                      | delay: none (expected: one here or in abort)
          { delay: {} }                           | delay.duration
          { delay: { duration: 0s } }             | delay.duration: 0s
          { delay: { duration: 2h } }             | delay.duration: 2h
          { abort: { percent: 101 } }             | abort.percent: 101
          { abort: { percent: -0.1 } }            | abort.percent: -0.1
          { abort: { status: 200 } }              | abort.status: 200
          { abort: {}, header: "x y" }            | header: 'x y'
          """)
  void refusesAConfigThatCannotBeMeant(String config, String message) {
    assertThatThrownBy(() -> ChainTester.of("- { name: fault, config: " + config + " }"))
        .hasMessageContaining("routes[0].filters[0].config")
        .hasMessageContaining(message);
  }
}
