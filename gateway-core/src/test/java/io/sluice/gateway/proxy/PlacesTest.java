package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubConnection;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens to exchanges, the places that they took come back, each once: afterwards a route
 * and an upstream take as many as they may, and not one more.
 */
class PlacesTest {
  private static final String YAML =
      """
      server: { workers: 2 }
      routes:
        - id: all
          upstream: two
          limits: { %s }
          hedge: { after: 5ms, max: 2 }
          retry: { attempts: 2, per_try_timeout: 60ms, backoff: { base: 2ms, max: 10ms }, budget_percent: 100 }
          timeout: { request: 200ms, idle: 100ms }
          degrade: { to: fallback, automatic: { minimum_calls: 1000, failure_rate_threshold: 100 } }
        - id: calm
          match: { path: { prefix: /calm } }
          upstream: two
          limits: { %s }
      upstreams:
        - id: two
          targets: [ { address: "${origin}" }, { address: "${origin2}" } ]
          connection_pool: { max_connections: 2 }
          limits: { max_requests: %s }
          outlier_detection: { consecutive_5xx: 0, consecutive_connect_failures: 0 }
      """;
  private static final int CLIENTS = 6;
  private static final int EACH = 30;

  private final CountDownLatch go = new CountDownLatch(1);
  private final StubOrigin one = StubOrigin.answering(200, "one");
  private final StubOrigin two = StubOrigin.answering(200, "two");
  private final TestGateway gateway =
      TestGateway.start(
          YAML.formatted("max_requests: 5, max_pending: 2", "max_requests: 4", "5"), one, two);

  @AfterEach
  void close() {
    go.countDown();
    gateway.close();
    one.close();
    two.close();
  }

  private static void misbehave(StubConnection connection, int kind) throws IOException {
    switch (kind) {
      case 0 -> connection.reset();
      case 1 -> connection.answer(503, "busy");
      case 2 -> connection.answer(500, "broken");
      case 3 -> connection.awaitEnd();
      case 4 -> {
        connection.pause(20);
        connection.answer(200, "late");
      }
      case 5 -> {
        connection.send("HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nhalf");
        connection.reset();
      }
      case 6 -> {
        connection.send("HTTP/1.1 200 X\r\nContent-Length: 10\r\n\r\nhalf");
        connection.awaitEnd();
      }
      case 7 -> connection.send("nonsense\r\n\r\n");
      default -> connection.answer(200, "ok");
    }
  }

  /** One client: sends and reads, or leaves at any moment. */
  private void use(Random random) {
    RawClient client = RawClient.connect(gateway.port());
    for (int i = 0; i < EACH; i++) {
      try {
        switch (random.nextInt(6)) {
          case 0 -> client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
          case 1 -> client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe");
          default -> client.get("/");
        }
        if (random.nextInt(4) == 0) {
          Thread.sleep(random.nextInt(30));
          client.reset();
          client = RawClient.connect(gateway.port());
        } else {
          client.read();
        }
      } catch (AssertionError | java.io.UncheckedIOException e) { // broken off
        client.close();
        client = RawClient.connect(gateway.port());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    client.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void comeBackWhateverHappens(long seed) throws InterruptedException {
    Random faults = new Random(seed);
    StubOrigin.Handler faulty =
        (request, connection) -> {
          int kind;
          synchronized (faults) {
            kind = faults.nextInt(12);
          }
          misbehave(connection, kind);
        };
    one.answer(faulty);
    two.answer(faulty);
    List<Thread> users = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Random own = new Random(seed * 100 + i);
      Thread user = new Thread(() -> use(own));
      user.start();
      users.add(user);
    }
    for (Thread user : users) {
      user.join();
    }
    Await.until("none is in flight", () -> gateway.metric("sluice_inflight{route=\"all\"}") == 0);
    takesSoMany(4, "upstream_full", "max_requests: 0", "4");
    takesSoMany(5, "route_full", "max_requests: 5", "0");
    takesSoMany(6, "route_full", "max_pending: 2", "0"); // four connections, and two that wait
  }

  /** The route {@code all}, under other limits, takes so many exchanges at once. */
  private void takesSoMany(int most, String reason, String ofRoute, String ofUpstream) {
    gateway.reload(
        YAML.formatted(ofRoute, "max_requests: 0", ofUpstream)
            .replaceAll("(?m)^ +(hedge|retry|timeout|degrade): .*\n", ""));
    CountDownLatch answered = new CountDownLatch(1);
    StubOrigin.Handler waiting =
        (request, connection) -> {
          Await.open(answered);
          connection.answer(200, "ok");
        };
    one.answer(waiting);
    two.answer(waiting);
    List<RawClient> in = new ArrayList<>();
    for (int i = 1; i <= most; i++) {
      int count = i;
      in.add(gateway.connect().get("/"));
      Await.until("it is in", () -> gateway.metric("sluice_inflight{route=\"all\"}") == count);
    }
    assertThat(gateway.connect().get("/").read().problem()).isEqualTo(reason);
    answered.countDown();
    in.forEach(client -> assertThat(client.read().status()).isEqualTo(200));
    Await.until("none is in flight", () -> gateway.metric("sluice_inflight{route=\"all\"}") == 0);
  }
}
