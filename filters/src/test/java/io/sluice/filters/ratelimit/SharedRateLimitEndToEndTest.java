package io.sluice.filters.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.TestGateway;
import io.sluice.ratelimit.redis.RedisServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two gateways with a real Redis. */
class SharedRateLimitEndToEndTest {

  private static TestGateway gateway(RedisServerProcess redis, String limit) {
    return TestGateway.of(
            """
            redis: { uri: "%s", timeout: 500ms }
            routes:
              - id: test
                direct_response: { body: ok }
                filters: [ { name: rate_limit, config: { scope: redis, %s } } ]
            """
                .formatted(redis.uri(), limit))
        .workers(2)
        .start();
  }

  private static void awaitStore(TestGateway gateway, int up) {
    Await.until(
        "the store is " + (up == 1 ? "up" : "down"),
        () -> gateway.metrics().contains("sluice_ratelimit_store_up " + up));
  }

  /** How many of so many requests are admitted, by turns at both. */
  private static int admitted(TestGateway one, TestGateway other, int requests) {
    RawClient first = one.connect();
    RawClient second = other.connect();
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      admitted += (i % 2 == 0 ? first : second).get("/").read().status() == 200 ? 1 : 0;
    }
    return admitted;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate: 7/h",
        "rate: 7/h, algorithm: sliding_window",
        "rate: 7/h, mode: lease",
        "'rate: 7/h, key: [host, client_ip]'",
      })
  void gatewaysCountTogether(String limit) {
    try (RedisServerProcess redis = RedisServerProcess.start();
        TestGateway one = gateway(redis, limit);
        TestGateway other = gateway(redis, limit)) {
      awaitStore(one, 1);
      awaitStore(other, 1);
      assertThat(admitted(one, other, 30)).isEqualTo(7);
      RawResponse refused = one.connect().get("/").read();
      assertThat(refused.problem()).isEqualTo("rate_limited");
      assertThat(refused.header("ratelimit")).startsWith("\"default\";r=0;t=");
      assertThat(Integer.parseInt(String.valueOf(refused.header("retry-after")))).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({"local, 200, 429", "allow, 200, 200", "deny, 503, 503"})
  void doesAsItIsToldWhileTheStoreIsGoneAndComesBack(String onError, int first, int second) {
    try (RedisServerProcess redis = RedisServerProcess.start();
        TestGateway gateway =
            gateway(redis, "rate: 1/h, key: query.k, on_store_error: " + onError)) {
      awaitStore(gateway, 1);
      RawClient client = gateway.connect();
      assertThat(client.get("/?k=1").read().status()).isEqualTo(200);
      assertThat(client.get("/?k=1").read().status()).isEqualTo(429);
      redis.kill();
      awaitStore(gateway, 0);
      assertThat(client.get("/?k=2").read().status()).isEqualTo(first);
      RawResponse response = client.get("/?k=2").read();
      assertThat(response.status()).isEqualTo(second);
      if (second == 503) {
        assertThat(response.problem()).isEqualTo("store_unavailable");
        assertThat(response.header("retry-after")).isEqualTo("1");
      }
      redis.restart();
      awaitStore(gateway, 1);
      assertThat(client.get("/?k=3").read().status()).isEqualTo(200);
      assertThat(client.get("/?k=3").read().status()).isEqualTo(429);
    }
  }

  @Test
  void storeThatHangsHoldsNobodyUpForLong() {
    try (RedisServerProcess redis = RedisServerProcess.start();
        TestGateway gateway = gateway(redis, "rate: 1000/s, on_store_error: allow")) {
      awaitStore(gateway, 1);
      redis.pause();
      RawClient client = gateway.connect();
      for (int i = 0; i < 20; i++) {
        assertThat(client.get("/").read().status()).isEqualTo(200);
      }
      awaitStore(gateway, 0);
      redis.resume();
      awaitStore(gateway, 1);
    }
  }
}
