package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import io.sluice.ratelimit.redis.RedisServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three gateways that share what they have got, in a real Redis. */
@Timeout(180)
class SharedTiersTest {
  private static final int CLIENTS = 334; // of each gateway

  private final MovedClock clock = new MovedClock();
  private final RedisServerProcess redis = RedisServerProcess.start();
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicReference<SharedCache> lastMade = new AtomicReference<>();
  private final List<SharedCache> caches = new ArrayList<>();
  private final List<TestGateway> gateways = new ArrayList<>();
  private volatile CountDownLatch go = new CountDownLatch(0);
  private final StubOrigin origin =
      StubOrigin.start(
          (request, connection) -> {
            String body = "answer " + answers.incrementAndGet();
            Await.open(go);
            connection.send(
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=10\r\nCache-Tag: all\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body);
          });

  SharedTiersTest() {
    for (int i = 0; i < 3; i++) {
      gateways.add(gateway());
      caches.add(Objects.requireNonNull(lastMade.get())); // one that is only checked comes first
    }
    gateways.forEach(
        each ->
            Await.until(
                "Redis is there", () -> each.metric("sluice_cache_store_up{tier=\"redis\"}") == 1));
  }

  private TestGateway gateway() {
    return TestGateway.of(
            """
            redis: { uri: "${redis}", timeout: 2s }
            routes:
              - id: all
                upstream: origin
                filters:
                  - { name: cache, config: { tiers: [memory, redis] } }
                  - { name: watch }
            upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
            """)
        .variable("redis", redis.uri())
        .origins(origin)
        .filter(new CacheFactory(clock))
        .filter(
            FixedFilter.made(
                "watch",
                context -> {
                  lastMade.set(SharedCache.of(context, clock));
                  return new Filter() {};
                }))
        .start();
  }

  @AfterEach
  void close() {
    go.countDown();
    gateways.forEach(TestGateway::close);
    origin.close();
    redis.close();
  }

  /** All for one host: the port of the gateway would be a part of the key. */
  private static RawClient ask(TestGateway gateway, String target) {
    return gateway.connect().send("GET " + target + " HTTP/1.1\r\nHost: a.example\r\n\r\n");
  }

  private static RawResponse get(TestGateway gateway, String target) {
    return ask(gateway, target).read();
  }

  /** What all clients of all gateways are told who ask while the origin waits. */
  private List<String> askAllAtOnce(String target) {
    go = new CountDownLatch(1);
    List<RawClient> clients = new ArrayList<>();
    for (TestGateway gateway : gateways) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(ask(gateway, target));
      }
      Await.until("all wait", () -> gateway.metric("sluice_inflight{route=\"all\"}") == CLIENTS);
    }
    go.countDown();
    return clients.stream().map(client -> client.read().text()).distinct().toList();
  }

  @Test
  void oneGatewayAsksForAll() {
    assertThat(askAllAtOnce("/once")).containsExactly("answer 1");
    assertThat(origin.requests()).hasSize(1);
  }

  /** All get what the first one got, which is on its way to Redis when that has it. */
  private void getOnce(String target) {
    for (TestGateway gateway : gateways) {
      assertThat(get(gateway, target).text()).isEqualTo("answer 1");
      awaitEntry();
    }
  }

  private void awaitEntry() {
    Await.until("Redis has it", () -> !redis.command("KEYS", "sluice:cache:e:*").isBlank());
  }

  /** Redis itself goes by its own clock, and has it yet. */
  @Test
  void whatIsOverByTheClockOfTheCacheIsNotThere() {
    assertThat(get(gateways.get(0), "/over").text()).isEqualTo("answer 1");
    awaitEntry();
    clock.passSeconds(7_200);
    RawResponse other = get(gateways.get(1), "/over");
    assertThat(other.text()).isEqualTo("answer 2");
    assertThat(other.headers().first("cache-status")).contains("fwd=uri-miss");
  }

  @Test
  void oneGatewayAsksAgainForAllWhenItIsStale() {
    getOnce("/stale");
    clock.passSeconds(60);
    assertThat(askAllAtOnce("/stale")).containsExactly("answer 2");
    assertThat(origin.requests()).hasSize(2);
  }

  @Test
  void aPurgeIsSeenByAll() throws Exception {
    getOnce("/purged");
    Purge purge = new Purge(Purge.By.TAG, "all", false);
    long found = caches.get(0).purge(purge).toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertThat(found).isEqualTo(1); // in this gateway's memory
    for (TestGateway gateway : gateways) {
      Await.until("it is gone", () -> !get(gateway, "/purged").text().equals("answer 1"));
    }
  }

  @Test
  void whenRedisIsGoneEachAsksForItselfAndNobodyFails() {
    redis.kill();
    for (TestGateway gateway : gateways) {
      for (int i = 0; i < 20; i++) {
        assertThat(get(gateway, "/gone/" + i).status()).isEqualTo(200);
        assertThat(get(gateway, "/gone/" + i).headers().first("cache-status")).contains("hit");
      }
    }
  }
}
