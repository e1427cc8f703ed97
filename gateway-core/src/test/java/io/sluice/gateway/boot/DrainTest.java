package io.sluice.gateway.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway that ends: it takes nothing new, and finishes what it has begun. */
class DrainTest {
  private static final String YAML =
      """
      server: { workers: 2, drain_timeout: %s }
      routes:
        - { id: all, upstream: origin, timeout: { request: 30s } }
      upstreams:
        - { id: origin, targets: [ { address: "${origin}" } ] }
      """;

  private final CountDownLatch go = new CountDownLatch(1);
  private final StubOrigin origin = StubOrigin.answering(200, "ok");
  private final TestGateway gateway = TestGateway.start(YAML.formatted("4s"), origin);

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private void holdBack() {
    origin.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "finished");
        });
  }

  private CompletableFuture<Void> drain() {
    CompletableFuture<Void> drained = CompletableFuture.runAsync(gateway::drain);
    Await.until("nothing is accepted", this::refuses);
    return drained;
  }

  private boolean refuses() {
    try (RawClient probe = RawClient.connect(gateway.port())) {
      return probe.isClosed();
    } catch (UncheckedIOException | IllegalArgumentException e) { // nothing listens any more
      return true;
    }
  }

  @Test
  void whatIsInFlightIsFinishedAndItsConnectionClosed() throws Exception {
    holdBack();
    RawClient waiting = gateway.connect().get("/");
    RawClient uploading =
        gateway.connect().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel");
    Await.until("both are in flight", () -> origin.requests().size() == 2);

    CompletableFuture<Void> drained = drain();
    assertThat(gateway.gateway().ready()).isFalse();
    assertThat(drained.isDone()).isFalse();
    uploading.send("lo");
    go.countDown();
    for (RawClient client : new RawClient[] {waiting, uploading}) {
      RawResponse response = client.read();
      assertThat(response.text()).isEqualTo("finished");
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
    }
    drained.get(5, TimeUnit.SECONDS);
  }

  @Test
  void aResponseWhoseHeadIsOutIsFinishedToo() throws Exception {
    origin.answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nbeg");
          Await.open(go);
          connection.send("end");
        });
    RawClient client = gateway.connect().get("/").awaitBytes();
    CompletableFuture<Void> drained = drain();
    go.countDown();
    assertThat(client.read().text()).isEqualTo("begend");
    assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
    drained.get(5, TimeUnit.SECONDS);
  }

  @Test
  void idleConnectionsAreClosedAtOnce() throws Exception {
    RawClient fresh = gateway.connect();
    RawClient used = gateway.connect();
    assertThat(used.get("/").read().status()).isEqualTo(200);
    CompletableFuture<Void> drained = drain();
    assertThat(fresh.awaitClose()).isEqualTo(Ending.CLOSED);
    assertThat(used.awaitClose()).isEqualTo(Ending.CLOSED);
    drained.get(5, TimeUnit.SECONDS);
  }

  @Test
  void aRequestThatHasBegunToArriveIsServed() throws Exception {
    RawClient late = gateway.connect();
    assertThat(late.get("/").read().status()).isEqualTo(200); // it is accepted for sure
    late.send("GET / HTTP/1.1\r\nHost: x\r\n");
    RawClient probe = gateway.connect();
    assertThat(probe.get("/").read().status()).isEqualTo(200); // and a moment has passed
    CompletableFuture<Void> drained = drain();
    RawResponse response = late.send("\r\n").read();
    assertThat(response.text()).isEqualTo("ok");
    assertThat(response.header("connection")).isEqualTo("close");
    drained.get(5, TimeUnit.SECONDS);
  }

  /** Drains a gateway that waits no longer than it takes to see that, and ends it. */
  private static void end(TestGateway hasty) throws Exception {
    CompletableFuture.runAsync(hasty::drain).get(5, TimeUnit.SECONDS);
    hasty.gateway().close();
  }

  @Test
  void whoWaitsLongerThanTheDrainIsAnswered() throws Exception {
    holdBack();
    try (TestGateway hasty = TestGateway.start(YAML.formatted("200ms"), origin)) {
      RawClient client = hasty.connect().get("/");
      Await.until("it is in flight", () -> origin.requests().size() == 1);
      end(hasty);
      RawResponse response = client.read();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.problem()).isEqualTo("drain_timeout");
      assertThat(response.header("connection")).isEqualTo("close");
      assertThat(client.awaitClose()).isEqualTo(Ending.CLOSED);
    }
    go.countDown(); // the origin finds nobody to answer
    Await.until("the origin is let go", () -> origin.openConnections() == 0);
  }

  @Test
  void theTimeoutOfTheStartCounts() throws Exception {
    holdBack();
    try (TestGateway hasty = TestGateway.start(YAML.formatted("200ms"), origin)) {
      hasty.reload(YAML.formatted("60s"));
      RawClient client = hasty.connect().get("/");
      Await.until("it is in flight", () -> origin.requests().size() == 1);
      end(hasty);
      assertThat(client.read().problem()).isEqualTo("drain_timeout");
    }
    go.countDown();
    Await.until("the origin is let go", () -> origin.openConnections() == 0);
  }

  @Test
  void aResponseThatTakesLongerThanTheDrainIsCut() throws Exception {
    origin.answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nbeg");
          connection.awaitEnd();
        });
    try (TestGateway hasty = TestGateway.start(YAML.formatted("200ms"), origin)) {
      RawClient client = hasty.connect().get("/").awaitBytes();
      end(hasty);
      assertThatThrownBy(client::read).hasMessageContaining("after 3 of 6 bytes");
    }
    Await.until("the origin is let go", () -> origin.openConnections() == 0);
  }
}
