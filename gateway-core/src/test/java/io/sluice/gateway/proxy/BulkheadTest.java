package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A route takes what its limits allow, and not one more; the others do not notice. */
class BulkheadTest {
  private static final String YAML =
      """
      routes:
        - { id: slow, match: { path: { prefix: /slow } }, upstream: origin, limits: { %s } }
        - { id: fast, match: { path: { prefix: /fast } }, upstream: origin }
      upstreams:
        - id: origin
          targets: [ { address: "${origin}" } ]
          connection_pool: { max_connections: %d }
      """;

  private final CountDownLatch go = new CountDownLatch(1);
  private final StubOrigin origin =
      StubOrigin.start(
          (request, connection) -> {
            if (request.target().startsWith("/slow")) {
              Await.open(go);
            }
            connection.answer(200, "ok");
          });
  private TestGateway gateway = TestGateway.start(YAML.formatted("max_requests: 2", 100), origin);

  @AfterEach
  void close() {
    go.countDown();
    gateway.close();
    origin.close();
  }

  private void restart(String limits, int connections) {
    gateway.close();
    gateway = TestGateway.start(YAML.formatted(limits, connections), origin);
  }

  private static void assertFull(RawResponse refused) {
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.problem()).isEqualTo("route_full");
    assertThat(refused.header("retry-after")).isEqualTo("1");
  }

  @Test
  void beyondItsRequestsARouteRefusesAndOthersServe() {
    RawClient first = gateway.connect().get("/slow/1");
    RawClient second = gateway.connect().get("/slow/2");
    Await.until("two are in", () -> origin.requests().size() == 2);
    RawClient third = gateway.connect();
    assertFull(third.get("/slow/3").read());
    assertThat(third.get("/fast").read().status()).isEqualTo(200);
    go.countDown();
    assertThat(first.read().status()).isEqualTo(200);
    assertThat(second.read().status()).isEqualTo(200);
    assertThat(third.get("/slow/3").read().status()).isEqualTo(200);
  }

  @Test
  void theCountOutlivesAReload() {
    gateway.connect().get("/slow/1");
    gateway.connect().get("/slow/2");
    Await.until("two are in", () -> origin.requests().size() == 2);
    gateway.reload(YAML.formatted("max_requests: 2, max_pending: 9", 100));
    assertFull(gateway.connect().get("/slow/3").read());
    gateway.reload(YAML.formatted("max_requests: 3", 100));
    RawClient third = gateway.connect().get("/slow/3");
    Await.until("three are in", () -> origin.requests().size() == 3);
    assertFull(gateway.connect().get("/slow/4").read());
    go.countDown();
    assertThat(third.read().status()).isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      assertThat(third.get("/slow").read().status()).isEqualTo(200);
    }
  }

  @Test
  void clientsThatLeaveGiveTheirPlacesBack() {
    RawClient first = gateway.connect().get("/slow/1");
    RawClient second = gateway.connect().get("/slow/2");
    Await.until("two are in", () -> origin.requests().size() == 2);
    first.close();
    second.close();
    Await.until("they are out", () -> gateway.metric("sluice_inflight{route=\"slow\"}") == 0);
    RawClient third = gateway.connect().get("/slow/3");
    Await.until("the third is in", () -> origin.requests().size() == 3);
    go.countDown();
    assertThat(third.read().status()).isEqualTo(200);
  }

  /** One connection is all there is: whoever comes while it is busy waits for it. */
  @Test
  void onlySoManyWaitForAConnection() {
    restart("max_pending: 1", 1);
    RawClient busy = gateway.connect().get("/slow/1");
    Await.until("one is in", () -> origin.requests().size() == 1);
    RawClient waits = gateway.connect().get("/slow/2");
    Await.until("one waits", () -> gateway.metric("sluice_inflight{route=\"slow\"}") == 2);
    assertFull(gateway.connect().get("/slow/3").read());
    RawClient other = gateway.connect().get("/fast"); // another route's exchange may wait as well
    go.countDown();
    assertThat(busy.read().status()).isEqualTo(200);
    assertThat(waits.read().status()).isEqualTo(200);
    assertThat(other.read().status()).isEqualTo(200);
    assertThat(busy.get("/slow").read().status()).isEqualTo(200);
    String series = "sluice_upstream_duration_seconds_count{upstream=\"origin\"}";
    assertThat(gateway.metric(series)).as("all but the refused one").isEqualTo(4);
  }

  @Test
  void whoLeavesWhileWaitingMakesRoom() {
    restart("max_pending: 1", 1);
    RawClient busy = gateway.connect().get("/slow/1");
    Await.until("one is in", () -> origin.requests().size() == 1);
    for (int i = 0; i < 5; i++) {
      RawClient waits = gateway.connect().get("/slow/2");
      Await.until("one waits", () -> gateway.metric("sluice_inflight{route=\"slow\"}") == 2);
      waits.close();
      Await.until("it is gone", () -> gateway.metric("sluice_inflight{route=\"slow\"}") == 1);
    }
    go.countDown();
    assertThat(busy.read().status()).isEqualTo(200);
  }
}
