package io.sluice.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Caps of connections and of exchanges that wait, in a gateway of three workers. */
class PoolLimitsTest {
  private static final String YAML =
      """
      routes:
        - { id: all, upstream: origin }
      upstreams:
        - id: origin
          targets: [ { address: "${origin}" } ]
          connection_pool: { max_connections: %d }
          limits: { max_pending: %d }
      """;

  @RegisterExtension
  static final GatewayExtension sluice = GatewayExtension.of(YAML.formatted(100, 0));

  static {
    sluice.setup().workers(3);
  }

  private static double inFlight() {
    return sluice.gateway().metric("sluice_inflight{route=\"all\"}");
  }

  private static CountDownLatch holdBack() {
    CountDownLatch go = new CountDownLatch(1);
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              Await.open(go);
              connection.answer(200, "ok");
            });
    return go;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "2, 3", "4, 5", "7, 2"})
  void areExactOverAllWorkers(int connections, int pending) {
    sluice.reload(YAML.formatted(connections, pending));
    CountDownLatch go = holdBack();
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < connections + pending + 4; i++) {
      int before = i;
      clients.add(sluice.connect().get("/"));
      if (i < connections + pending) {
        Await.until("it is in", () -> inFlight() == before + 1);
      } else {
        assertThat(clients.get(i).read().problem()).isEqualTo("connection_pool_full");
      }
    }
    Await.until("all are used", () -> sluice.origin().requests().size() == connections);
    go.countDown();
    for (int i = 0; i < connections + pending; i++) {
      assertThat(clients.get(i).read().status()).isEqualTo(200);
    }
    for (RawClient client : clients) { // the places are free again
      assertThat(client.get("/").read().status()).isEqualTo(200);
    }
  }

  @Test
  void changeUnderOpenConnections() {
    sluice.reload(YAML.formatted(2, 1));
    CountDownLatch go = holdBack();
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(sluice.connect().get("/"));
      int sent = i + 1;
      Await.until("it is in", () -> inFlight() == sent);
    }
    int before = sluice.origin().connections();
    sluice.reload(YAML.formatted(3, 1)); // the one that waits is served
    Await.until("it is", () -> sluice.origin().requests().size() == 3);
    assertThat(sluice.origin().connections()).isEqualTo(before + 1);

    sluice.reload(YAML.formatted(1, 2));
    clients.add(sluice.connect().get("/"));
    clients.add(sluice.connect().get("/"));
    Await.until("they wait", () -> inFlight() == 5);
    assertThat(sluice.connect().get("/").read().problem()).isEqualTo("connection_pool_full");
    go.countDown();
    for (RawClient client : clients) {
      assertThat(client.read().status()).isEqualTo(200);
    }
    Await.until("one is left", () -> sluice.origin().openConnections() == 1);
  }

  @Test
  void thatAreRefusedWithTheirConfigChangeNothing() {
    sluice.reload(YAML.formatted(1, 0));
    CountDownLatch go = holdBack();
    RawClient served = sluice.connect().get("/");
    Await.until("it is served", () -> sluice.origin().requests().size() == 1);
    RawClient waiting = sluice.connect().get("/");
    Await.until("it waits", () -> inFlight() == 2);
    String broken = YAML + "  - { id: x, targets: [ { address: \"no.such.host.invalid:80\" } ] }\n";
    assertThatThrownBy(() -> sluice.reload(broken.formatted(5, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no.such.host.invalid");
    RawClient last = sluice.connect().get("/");
    Await.until("it waits too", () -> inFlight() == 3);
    assertThat(sluice.origin().requests()).hasSize(1);
    go.countDown();
    assertThat(served.read().status()).isEqualTo(200);
    assertThat(waiting.read().status()).isEqualTo(200);
    assertThat(last.read().status()).isEqualTo(200);
  }
}
