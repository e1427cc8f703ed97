package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.Purge;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import io.sluice.ratelimit.redis.RedisServerProcess;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A config that is compiled and does not run leaves the purges of the one that runs alone. */
@Timeout(120)
class TriedConfigTest {
  private static final String ROUTES =
      """
      routes:
        - id: all
          upstream: origin
          filters: [ { name: cache, config: { tiers: [memory, "${tier}"] } } ]
      upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
      """;

  /** One of its addresses is taken, which turns out when all else is ready. */
  private static final String TAKEN =
      """
      listeners: [ { id: http, bind: "127.0.0.1:0" }, { id: taken, bind: "${origin}" } ]
      """;

  private final AtomicInteger answers = new AtomicInteger();
  private final StubOrigin origin =
      StubOrigin.start(
          (request, connection) ->
              connection.send(
                  "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 3\r\n\r\n"
                      + (100 + answers.incrementAndGet())));

  @AfterEach
  void close() {
    origin.close();
  }

  private TestGateway gateway(String tier, String settings) {
    return TestGateway.of(settings + ROUTES).variable("tier", tier).origins(origin).start();
  }

  private static void tryOther(TestGateway gateway, String settings) {
    assertThatThrownBy(() -> gateway.reload(settings + ROUTES + TAKEN))
        .isInstanceOf(UncheckedIOException.class);
  }

  private static String get(TestGateway gateway) {
    return gateway.connect().send("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n").read().text();
  }

  private static void purge(TestGateway gateway) throws Exception {
    Objects.requireNonNull(gateway.gateway().responseCache())
        .purge(new Purge(Purge.By.ROUTE, "all", false))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static void awaitMetric(TestGateway gateway, String series) {
    Await.until(series + " is 1", () -> gateway.metric(series) == 1);
  }

  @Test
  void otherGatewaysStillHearOfPurges() throws Exception {
    try (RedisServerProcess redis = RedisServerProcess.start()) {
      String settings = "redis: { uri: \"" + redis.uri() + "\", timeout: 2s }\n";
      try (TestGateway one = gateway("redis", settings);
          TestGateway other = gateway("redis", settings)) {
        awaitMetric(one, "sluice_cache_store_up{tier=\"redis\"}");
        awaitMetric(other, "sluice_cache_store_up{tier=\"redis\"}");
        assertThat(get(other)).isEqualTo("101");
        tryOther(one, settings.replace("2s", "3s"));
        purge(one);
        Await.until("it is gone", () -> get(other).equals("102"));
      }
    }
  }

  @Test
  void theDiskStillKnowsOfPurgesAfterARestart(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("cache");
    String settings = "cache: { disk: { path: \"" + path + "\", size: 16MiB } }\n";
    String entries = "sluice_cache_disk_entries{path=\"" + path + "\"}";
    try (TestGateway gateway = gateway("disk", settings)) {
      Await.until("the disk is known", () -> keeps(gateway, entries));
      tryOther(gateway, settings.replace(path.toString(), path + "-other"));
      purge(gateway);
    }
    int asked = answers.get();
    try (TestGateway gateway = gateway("disk", settings)) {
      awaitMetric(gateway, entries);
      assertThat(get(gateway)).isEqualTo(Integer.toString(101 + asked));
    }
  }

  /** Whether the disk has a response for an address; before it is known it takes none. */
  private static boolean keeps(TestGateway gateway, String entries) {
    gateway
        .connect()
        .send("GET / HTTP/1.1\r\nHost: a.example\r\nCache-Control: no-cache\r\n\r\n")
        .read();
    return gateway.metric(entries) == 1;
  }
}
