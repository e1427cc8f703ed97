package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import io.sluice.ratelimit.redis.RedisServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client changes is gone for all who have a version of it, also in slow tiers. */
@Timeout(120)
class ChangedVersionsTest {
  private final RedisServerProcess redis = RedisServerProcess.start();
  private final AtomicInteger answers = new AtomicInteger(100);
  private final StubOrigin origin =
      StubOrigin.start(
          (request, connection) ->
              connection.send(
                  "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 3\r\n\r\n"
                      + answers.incrementAndGet()));

  @AfterEach
  void close() {
    origin.close();
    redis.close();
  }

  private TestGateway gateway(String tiers, Path disk) {
    return TestGateway.of(
            """
            redis: { uri: "${redis}", timeout: 2s }
            cache: { disk: { path: "${disk}", size: 16MiB } }
            routes:
              - id: all
                upstream: origin
                filters:
                  - name: cache
                    config: { tiers: [memory, %s], key: { headers: [x-user] } }
            upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
            """
                .formatted(tiers))
        .variable("redis", redis.uri())
        .variable("disk", disk.toString())
        .origins(origin)
        .start();
  }

  private static String ask(TestGateway gateway, String method, String user, String more) {
    String fields = " / HTTP/1.1\r\nHost: a.example\r\nX-User: " + user + "\r\n" + more + "\r\n";
    return gateway.connect().send(method + fields).read().text();
  }

  private static String get(TestGateway gateway, String user) {
    return ask(gateway, "GET", user, "");
  }

  @Test
  void inRedisForAllGateways(@TempDir Path disk) {
    try (TestGateway one = gateway("redis", disk);
        TestGateway other = gateway("redis", disk)) {
      awaitRedis(one, other);
      assertThat(get(one, "anne")).isEqualTo("101");
      awaitEntries(2); // with one for the address
      assertThat(get(one, "bob")).isEqualTo("102");
      awaitEntries(3);
      assertThat(get(other, "bob")).isEqualTo("102");
      ask(one, "POST", "anne", "");
      Await.until("it is gone", () -> get(one, "bob").compareTo("103") > 0);
      Await.until("it is gone there", () -> get(other, "bob").compareTo("103") > 0);
      for (TestGateway each : List.of(one, other)) {
        assertThat(each.metric("sluice_cache_store_errors_total{tier=\"redis\"}")).isZero();
      }
    }
  }

  private static void awaitRedis(TestGateway... gateways) {
    for (TestGateway each : gateways) {
      Await.until(
          "Redis is there", () -> each.metric("sluice_cache_store_up{tier=\"redis\"}") == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"disk, redis", "redis, disk"})
  void onTheDisksOfAllGateways(String tiers, @TempDir Path directory) {
    Path disk = directory.resolve("other");
    try (TestGateway one = gateway(tiers, directory.resolve("one"));
        TestGateway other = gateway(tiers, disk)) {
      awaitRedis(one, other);
      Await.until(
          "it is on the disk there",
          () -> {
            ask(other, "GET", "bob", "Cache-Control: no-cache\r\n");
            return other.metric("sluice_cache_disk_entries{path=\"" + disk + "\"}") == 2;
          });
      ask(one, "POST", "anne", "");
      String last = Integer.toString(answers.get());
      Await.until("it is gone there", () -> get(other, "bob").compareTo(last) > 0);
    }
  }

  private void awaitEntries(int count) {
    Await.until(
        count + " entries",
        () -> redis.command("KEYS", "sluice:cache:e:*").lines().count() == count);
  }

  @Test
  void onTheDisk(@TempDir Path directory) {
    Path disk = directory.resolve("cache");
    String entries = "sluice_cache_disk_entries{path=\"" + disk + "\"}";
    try (TestGateway gateway = gateway("disk", disk)) {
      for (String user : new String[] {"anne", "bob"}) {
        int more = user.equals("anne") ? 2 : 3;
        Await.until(
            user + "'s is on the disk",
            () -> {
              ask(gateway, "GET", user, "Cache-Control: no-cache\r\n");
              return gateway.metric(entries) == more;
            });
      }
      ask(gateway, "POST", "anne", "");
      String last = Integer.toString(answers.get());
      Await.until("it is gone", () -> get(gateway, "bob").compareTo(last) > 0);
    }
  }
}
