package io.sluice.filters.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.fake.ChainTester;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimitEndToEndTest {
  private static final String DECISIONS =
      "sluice_ratelimit_decisions_total{decision=\"%s\",policy=\"default\",route=\"test\"}";

  private static String config(String limit) {
    return """
        routes:
          - { id: test, upstream: origin, filters: [ { name: rate_limit, config: %s } ] }
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """
        .formatted(limit);
  }

  private static List<Integer> statuses(RawClient client, int requests) {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      statuses.add(client.get("/").read().status());
    }
    return statuses;
  }

  @Test
  void limitsByItsRateAndTellsInMetrics() {
    ManualTicker clock = new ManualTicker();
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway =
            TestGateway.of(config("{ rate: 2/s }")).origins(origin).clock(clock).start()) {
      RawClient client = gateway.connect();
      RawResponse first = client.get("/").read();
      assertThat(first.header("ratelimit-policy")).isEqualTo("\"default\";q=2;w=1");
      assertThat(first.header("ratelimit")).isEqualTo("\"default\";r=1;t=1");
      assertThat(statuses(client, 2)).containsExactly(200, 429);
      RawResponse refused = client.get("/").read();
      assertThat(refused.problem()).isEqualTo("rate_limited");
      assertThat(refused.header("retry-after")).isEqualTo("1");
      assertThat(refused.header("ratelimit")).isEqualTo("\"default\";r=0;t=1");
      clock.advance(Duration.ofSeconds(1));
      assertThat(statuses(client, 3)).containsExactly(200, 200, 429);
      assertThat(gateway.metric(DECISIONS.formatted("admitted"))).isEqualTo(4);
      assertThat(gateway.metric(DECISIONS.formatted("limited"))).isEqualTo(3);
    }
  }

  @Test
  void reloadGivesNoNewBurst() {
    ManualTicker clock = new ManualTicker();
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway =
            TestGateway.of(config("{ rate: 60/m }")).origins(origin).clock(clock).start()) {
      RawClient client = gateway.connect();
      assertThat(statuses(client, 60)).containsOnly(200);
      gateway.reload(config("{ rate: 120/m, burst: 60, max_keys: 5 }"));
      assertThat(statuses(client, 2)).contains(429);
      clock.advance(Duration.ofMinutes(1));
      assertThat(statuses(client, 60)).containsOnly(200);
      assertThat(statuses(client, 1)).containsOnly(429);
    }
  }

  @Test
  void whateverAnswersTellsWhatIsLeft() {
    try (ChainTester tester = ChainTester.of("- { name: rate_limit, config: { rate: 100/h } }\n")) {
      tester.origin().answer((request, to) -> to.answer(200, "RateLimit: \"own\";r=1\r\n", "ok"));
      RawResponse response = tester.connect().get("/").read();
      assertThat(response.headers().all("ratelimit")).containsExactly("\"default\";r=99;t=36");
      tester.origin().kill();
      RawResponse broken = tester.connect().get("/").read();
      assertThat(broken.status()).isEqualTo(502);
      assertThat(broken.header("ratelimit")).startsWith("\"default\";r=98");
    }
  }

  @Test
  void leakyBucketLetsAPeakOutEvenly() {
    try (ChainTester tester =
        ChainTester.of(
            "- { name: rate_limit, config: { rate: 20/s, algorithm: leaky_bucket, burst: 3 } }\n")) {
      List<RawClient> clients = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < 5; i++) {
        clients.add(tester.connect().get("/"));
      }
      List<Integer> statuses = new ArrayList<>();
      clients.forEach(client -> statuses.add(client.read().status()));
      assertThat(statuses).containsOnlyOnce(429).contains(200);
      assertThat(System.nanoTime() - start)
          .isGreaterThanOrEqualTo(Duration.ofMillis(145).toNanos());
      assertThat(tester.gateway().metric(DECISIONS.formatted("delayed"))).isEqualTo(3);
    }
  }

  @Test
  void keyThatAnotherFilterMakesIsKnownBehindIt() {
    String chain =
        """
        - { name: headers, config: { request: { set: { x-plan: "{query.plan}" } } } }
        - { name: rate_limit, config: { rate: 1/h, key: header.x-plan, overrides: { gold: { rate: 3/h } } } }
        """;
    try (ChainTester tester = ChainTester.of(chain)) {
      RawClient client = tester.connect();
      int gold = 0;
      int plain = 0;
      for (int i = 0; i < 5; i++) {
        gold += client.get("/?plan=gold").read().status() == 200 ? 1 : 0;
        plain += client.get("/?plan=plain").read().status() == 200 ? 1 : 0;
      }
      assertThat(gold).isEqualTo(3);
      assertThat(plain).isEqualTo(1);
    }
  }
}
