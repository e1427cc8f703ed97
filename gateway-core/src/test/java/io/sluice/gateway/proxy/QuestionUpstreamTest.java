package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubConnection;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.group.OperatorState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions go the way that the upstream's exchanges go. */
class QuestionUpstreamTest extends WithQuestions {
  // ---- the ways of the upstream

  @Test
  void aStaleConnectionIsReplaced() {
    service.answer(
        (request, connection) -> {
          if (request.position() > 0) {
            connection.close();
          } else {
            connection.answer(200, "yes");
          }
        });
    RawClient client = gateway.connect();
    for (int i = 0; i < 3; i++) {
      assertThat(client.get("/a").read().text()).isEqualTo("ok");
    }
    assertThat(service.requests()).hasSize(1 + 2 * 2);
    assertThat(told).hasValue(3);
  }

  @Test
  void oneThatRefusesIsLeftForAnother() {
    service.kill();
    reload("", TWO, NO_EJECTION);
    for (int i = 0; i < 4; i++) {
      clock.advance(Duration.ofMinutes(1)); // it may be asked again
      assertThat(gateway.connect().get("/a").read().text()).isEqualTo("ok");
    }
    assertThat(second.requests()).hasSize(4);
    assertThat(gateway.metric("sluice_retries_total{outcome=\"succeeded\",upstream=\"service\"}"))
        .isPositive();
  }

  @Test
  void twoThatRefuseAreAFailure() {
    service.kill();
    second.kill();
    reload("", TWO, NO_EJECTION);
    assertThat(gateway.connect().get("/a").read().problem()).isEqualTo("connection_refused");
    assertThat(told).hasValue(1);
  }

  @Test
  void whatWasAskedIsNotAskedAgain() {
    service.answer((request, connection) -> connection.reset());
    second.answer((request, connection) -> connection.reset());
    reload("", TWO, NO_EJECTION);
    assertThat(gateway.connect().get("/a").read().problem()).isEqualTo("upstream_reset");
    assertThat(service.requests().size() + second.requests().size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"500, true", "200, false"})
  void outlierDetectionHearsWhatCameOfIt(int status, boolean ejected) {
    reload(
        "",
        TWO,
        "outlier_detection: { consecutive_5xx: 2, interval: 10s, base_ejection_time: 60s }");
    service.answer((request, connection) -> connection.answer(status, "answer"));
    for (int i = 0; i < 4; i++) {
      gateway.connect().get("/a").read();
    }
    String healthy =
        "sluice_endpoint_healthy{endpoint=\"" + service.address() + "\",upstream=\"service\"}";
    Await.until("it is judged", () -> gateway.metric(healthy) == (ejected ? 0 : 1));
  }

  @Test
  void silenceIsAFailureForOutlierDetection() {
    reload("", TWO, "outlier_detection: { consecutive_5xx: 1, base_ejection_time: 60s }");
    second.answer((request, connection) -> connection.awaitEnd());
    RawClient client = stalled(Stall.BEFORE_THE_HEAD);
    clock.advance(Duration.ofMillis(2100));
    client.read();
    Await.until(
        "it is judged",
        () ->
            gateway.metric(
                    "sluice_endpoint_healthy{endpoint=\""
                        + service.address()
                        + "\",upstream=\"service\"}")
                == 0);
  }

  @Test
  void theUpstreamsLimitsHold() {
    reload("", ONE, "limits: { max_requests: 1 }");
    service.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "yes");
        });
    RawClient first = gateway.connect().get("/1");
    service.takeRequest();
    assertThat(gateway.connect().get("/2").read().problem()).isEqualTo("upstream_full");
    go.countDown();
    assertThat(first.read().text()).isEqualTo("ok");
    assertServes(); // its place is free again
    assertThat(told).hasValue(3);
  }

  @Test
  void whoMayNotWaitForAConnectionIsTold() {
    reload("", ONE, "connection_pool: { max_connections: 1 }\n    limits: { max_pending: 1 }");
    service.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "yes");
        });
    RawClient first = gateway.connect().get("/1");
    service.takeRequest();
    RawClient waits = gateway.connect().get("/2");
    Await.until("both have come", () -> gateway.metric("sluice_inflight{route=\"all\"}") == 2);
    assertThat(gateway.connect().get("/3").read().problem()).isEqualTo("connection_pool_full");
    go.countDown();
    assertThat(first.read().text()).isEqualTo("ok");
    assertThat(waits.read().text()).isEqualTo("ok");
  }

  @Test
  void anUpstreamWithoutEndpointsCannotBeAsked() {
    gateway
        .gateway()
        .operator("service", new Address("127.0.0.1", service.port()), OperatorState.DOWN);
    assertThat(gateway.connect().get("/a").read().problem()).isEqualTo("no_endpoint");
  }

  // ---- reload

  @Test
  void itIsAnsweredAcrossAReload() {
    service.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "yes");
        });
    RawClient client = gateway.connect().get("/a");
    service.takeRequest();
    gateway.reload(
        """
        routes: [ { id: all, upstream: main } ]
        upstreams: [ { id: main, targets: [ { address: "${origin}" } ] } ]
        """);
    go.countDown();
    assertThat(client.read().text()).isEqualTo("ok");
    assertThat(origin.takeRequest().headers().first("x-said")).isEqualTo("yes");
    Await.until("the service is let go", () -> service.openConnections() == 0);
  }

  // ---- all at once

  private static void misbehave(StubConnection connection, int kind) throws IOException {
    switch (kind) {
      case 0 -> connection.reset();
      case 1 -> connection.awaitEnd();
      case 2 -> {
        connection.send("HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nhalf");
        connection.reset();
      }
      case 3 -> connection.answer(200, "x".repeat(3000));
      case 4 -> connection.close();
      case 5 -> {
        connection.pause(5);
        connection.answer(403, "no");
      }
      default -> connection.answer(200, "yes");
    }
  }

  /** Whatever happens to questions, the places that they took come back, each once. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void placesComeBack(long seed) {
    String limits =
        "limits: { max_requests: 3 }\n    connection_pool: { max_connections: 2 }\n    ";
    reload("", TWO, limits + NO_EJECTION);
    Random kinds = new Random(seed);
    StubOrigin.Handler handler =
        (request, connection) -> {
          int kind;
          synchronized (kinds) {
            kind = kinds.nextInt(9);
          }
          misbehave(connection, kind);
        };
    service.answer(handler);
    second.answer(handler);
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      List<RawClient> clients = new ArrayList<>();
      for (int j = 0; j < 4; j++) {
        clients.add(gateway.connect().get("/" + i + "/" + j));
      }
      if (random.nextBoolean()) {
        clients.get(random.nextInt(4)).reset();
      }
      clock.advance(Duration.ofMillis(random.nextInt(2500)));
      for (RawClient client : clients) {
        if (random.nextInt(3) > 0) {
          client.close();
        }
      }
    }
    StubOrigin.Handler well = (request, connection) -> connection.answer(200, "yes");
    service.answer(well);
    second.answer(well);
    Await.until(
        "all is over, also what comes late",
        () -> {
          clock.advance(Duration.ofSeconds(3));
          return gateway.metric("sluice_inflight{route=\"all\"}") == 0
              && gateway.connect().get("/").read().status() == 200
              && active() == 0;
        });

    StubOrigin.Handler held =
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "yes");
        };
    service.answer(held);
    second.answer(held);
    int before = told.get();
    int asked = service.requests().size() + second.requests().size();
    for (int i = 0; i < 3; i++) {
      gateway.connect().get("/");
    }
    Await.until(
        "as many as may are asked",
        () -> service.requests().size() + second.requests().size() == asked + 3);
    assertThat(gateway.connect().get("/").read().problem()).isEqualTo("upstream_full");
    assertThat(told).hasValue(before + 1);
  }

  private double active() {
    return gateway.metric(
        "sluice_connections{side=\"upstream\",state=\"active\",upstream=\"service\"}");
  }
}
