package io.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.group.EndpointStatus;
import io.sluice.loadbalancer.group.GroupStatus;
import io.sluice.loadbalancer.group.OperatorState;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Endpoints that are not well get no requests: checks, outcomes and operators in a gateway. */
class EndpointHealthTest {
  private final StubOrigin one = StubOrigin.answering(200, "one");
  private final StubOrigin two = StubOrigin.answering(200, "two");
  private TestGateway gateway = TestGateway.start(config(""), one, two);

  @AfterEach
  void close() {
    gateway.close();
    one.close();
    two.close();
  }

  private void restart(String options) {
    gateway.close();
    gateway = TestGateway.start(config(options), one, two);
  }

  private static String config(String options) {
    return """
        routes:
          - { id: all, upstream: main, timeout: { request: 300ms }, retry: { attempts: 0 } }
        upstreams:
          - id: main
            targets: [ { address: "${origin}" }, { address: "${origin2}" } ]
            %s
        """
        .formatted(options);
  }

  private Set<String> answers(int requests) {
    Set<String> texts = new TreeSet<>();
    for (int i = 0; i < requests; i++) {
      texts.add(gateway.connect().get("/").read().text());
    }
    return texts;
  }

  /** So many exchanges whose responses break. */
  private void breaks(int requests) {
    for (int i = 0; i < requests; i++) {
      RawClient client = gateway.connect();
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      try {
        client.readRest();
      } catch (AssertionError e) {
        // it ends in the middle, as it should
      }
    }
  }

  private GroupStatus status() {
    return Objects.requireNonNull(gateway.gateway().endpoints("main"));
  }

  private EndpointStatus status(StubOrigin origin) {
    return status().endpoints().stream()
        .filter(endpoint -> endpoint.target().address().toString().equals(origin.address()))
        .findFirst()
        .orElseThrow();
  }

  private double healthy(StubOrigin origin) {
    return gateway.metric(
        "sluice_endpoint_healthy{endpoint=\"" + origin.address() + "\",upstream=\"main\"}");
  }

  private void put(StubOrigin origin, OperatorState state) {
    Address address = new Address("127.0.0.1", origin.port());
    assertThat(gateway.gateway().operator("main", address, state)).isTrue();
  }

  // ---- outlier detection

  @Test
  void answersOf5xxInARowEject() {
    restart("outlier_detection: { consecutive_5xx: 3 }");
    one.answer((request, connection) -> connection.answer(500, "broken"));
    answers(6);
    Await.until("it is out", () -> !status(one).serving());
    assertThat(status(one).ejectedFor()).isEqualTo("consecutive_5xx");
    assertThat(answers(4)).containsExactly("two");
    assertThat(healthy(one)).isZero();
    assertThat(
            gateway.metric("sluice_ejections_total{reason=\"consecutive_5xx\",upstream=\"main\"}"))
        .isEqualTo(1);
  }

  @Test
  void exchangesThatBreakCountAsFailures() {
    restart("outlier_detection: { consecutive_5xx: 3 }");
    one.answer((request, connection) -> connection.reset());
    answers(6);
    Await.until("it is ejected", () -> !status(one).ejectedFor().isEmpty());
  }

  @Test
  void exchangesThatWaitInVainCountAsFailures() {
    restart("outlier_detection: { consecutive_5xx: 2 }");
    one.answer((request, connection) -> connection.awaitEnd());
    answers(4);
    Await.until("it is ejected", () -> !status(one).ejectedFor().isEmpty());
    assertThat(status(one).latency().toMillis()).isGreaterThan(250);
  }

  /** A head alone is no success: it would end the run of failures each time. */
  @Test
  void responsesThatBreakInTheMiddleCountAsFailures() {
    restart("outlier_detection: { consecutive_5xx: 3 }");
    one.answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
          connection.reset();
        });
    breaks(6);
    Await.until("it is ejected", () -> !status(one).ejectedFor().isEmpty());
  }

  @Test
  void responsesThatStopInTheMiddleCountAsFailures() {
    restart("outlier_detection: { consecutive_5xx: 2 }");
    gateway.reload(
        config("outlier_detection: { consecutive_5xx: 2 }").replace("300ms", "5s, idle: 100ms"));
    one.answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
          connection.awaitEnd();
        });
    breaks(4);
    Await.until("it is ejected", () -> !status(one).ejectedFor().isEmpty());
  }

  @Test
  void anErrorWhoseBodyBreaksTooIsOneFailure() {
    restart("outlier_detection: { consecutive_5xx: 4, max_ejection_percent: 100 }");
    one.answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 500 Broken\r\nContent-Length: 10\r\n\r\nhalf");
          connection.reset();
        });
    breaks(6); // three of them there
    assertThat(status(one).ejectedFor()).isEmpty();
    breaks(2);
    Await.until("it is ejected", () -> !status(one).ejectedFor().isEmpty());
  }

  /** The cap is the gateway's own; and of a connection that fails its failure tells. */
  @Test
  void waitingForAConnectionInVainIsNoFailureOfTheEndpoint() {
    String options =
        "connection_pool: { max_connections: 1 }\n"
            + "    outlier_detection: { consecutive_5xx: 1, max_ejection_percent: 100 }";
    restart(options);
    gateway.reload(
        config(options)
            .replace("300ms", "5s")
            .replace("attempts: 0", "attempts: 1, per_try_timeout: 100ms"));
    one.answer((request, connection) -> connection.awaitEnd());
    two.answer((request, connection) -> connection.awaitEnd());
    List<RawClient> busy = List.of(gateway.connect(), gateway.connect());
    busy.forEach(client -> client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"));
    Await.until("both are busy", () -> one.requests().size() + two.requests().size() == 2);
    assertThat(gateway.connect().get("/").read().problem()).isEqualTo("per_try_timeout");
    assertThat(status().endpoints()).allMatch(endpoint -> endpoint.ejectedFor().isEmpty());
    busy.forEach(RawClient::close);
  }

  @Test
  void anErrorThatComesAtOnceIsNoGoodLatency() {
    one.answer((request, connection) -> connection.answer(500, "broken"));
    answers(4);
    assertThat(status(one).latency()).isZero();
    assertThat(status(two).latency()).isPositive();
  }

  @Test
  void connectionsThatCannotBeOpenedEject() {
    restart(
        "outlier_detection: { consecutive_5xx: 0, consecutive_connect_failures: 1,"
            + " base_ejection_time: 60s }");
    one.kill();
    answers(2);
    Await.until("it is out", () -> !status(one).ejectedFor().isEmpty() && !status(one).serving());
    assertThat(status(one).ejectedFor()).isEqualTo("consecutive_connect_failures");
    one.restart();
    assertThat(answers(4)).containsExactly("two");
  }

  @Test
  void whoIsEjectedReturnsByItself() {
    restart("outlier_detection: { consecutive_5xx: 1, base_ejection_time: 200ms }");
    one.answer((request, connection) -> connection.answer(503, "busy"));
    answers(2);
    one.answer((request, connection) -> connection.answer(200, "one"));
    Await.until("it is back", () -> answers(2).contains("one"));
  }

  // ---- active checks

  @Test
  void anEndpointThatFailsItsCheckIsOutUntilItPasses() {
    restart(
        "health_check: { path: /well, interval: 100ms, healthy_threshold: 1,"
            + " unhealthy_threshold: 1 }");
    one.answer(
        (request, connection) ->
            connection.answer(request.target().equals("/well") ? 503 : 200, "one"));
    Await.until("it is out", () -> answers(4).equals(Set.of("two")));
    assertThat(status(one).checkDetail()).contains("503");
    Await.until("the other is", () -> String.valueOf(status(two).checkDetail()).contains("200"));
    assertThat(healthy(one)).isZero();
    assertThat(healthy(two)).isEqualTo(1);
    one.answer((request, connection) -> connection.answer(200, "one"));
    Await.until("it is back", () -> answers(4).contains("one"));
    assertThat(gateway.metric("sluice_health_checks_total{outcome=\"failed\",upstream=\"main\"}"))
        .isPositive();
  }

  @Test
  void aTcpCheckAsksForAConnection() {
    restart("health_check: { type: tcp, interval: 100ms, unhealthy_threshold: 1 }");
    Await.until("both are checked", () -> status().checksPassed() > 2);
    one.kill();
    Await.until("it is out", () -> !status(one).serving());
  }

  @Test
  void whenAllFailHealthIsIgnored() {
    restart("health_check: { interval: 100ms, unhealthy_threshold: 1, expected_statuses: [204] }");
    Await.until("panic", () -> status().panic());
    assertThat(answers(4)).containsExactly("one", "two");
    assertThat(gateway.metric("sluice_upstream_panic{upstream=\"main\"}")).isEqualTo(1);
  }

  @Test
  void withoutAPanicThresholdNobodyIsAskedThen() {
    restart(
        "health_check: { interval: 100ms, unhealthy_threshold: 1, expected_statuses: [204] }\n"
            + "    load_balancer: { panic_threshold: 0 }");
    Await.until("503", () -> "no_endpoint".equals(gateway.connect().get("/").read().problem()));
  }

  // ---- operators

  @Test
  void anOperatorsWordHoldsOverReloads() {
    put(one, OperatorState.DRAIN);
    assertThat(answers(4)).containsExactly("two");
    gateway.reload(config("timeouts: { connect: 2s }"));
    assertThat(answers(4)).containsExactly("two");
    put(one, OperatorState.NONE);
    assertThat(answers(4)).containsExactly("one", "two");
  }

  @Test
  void unknownUpstreamsAndEndpointsAreRefused() {
    Address address = new Address("127.0.0.1", one.port());
    assertThat(gateway.gateway().operator("other", address, OperatorState.UP)).isFalse();
    assertThat(gateway.gateway().operator("main", new Address("a", 1), OperatorState.UP)).isFalse();
    assertThat(gateway.gateway().endpoints("other")).isNull();
    assertThat(gateway.gateway().upstreams()).containsExactly("main");
  }
}
