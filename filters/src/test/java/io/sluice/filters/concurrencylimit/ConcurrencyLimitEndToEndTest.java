package io.sluice.filters.concurrencylimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.fake.ChainTester;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitEndToEndTest {

  private static double metric(ChainTester tester, String name) {
    return tester.gateway().metric("sluice_concurrency_" + name + "{route=\"test\"}");
  }

  private static void await(ChainTester tester, String name, int value) {
    Await.until(value + " " + name, () -> metric(tester, name) == value);
  }

  @Test
  void originGetsNoMoreAtATimeAndOthersWaitTheirTurn() {
    CountDownLatch go = new CountDownLatch(1);
    try (ChainTester tester =
        ChainTester.of(
            "- { name: concurrency_limit, config: { max: 1, queue: 1, queue_timeout: 30s } }\n")) {
      tester
          .origin()
          .answer(
              (request, to) -> {
                Await.open(go);
                to.answer(200, "ok");
              });
      RawClient first = tester.connect().get("/1");
      await(tester, "inflight", 1);
      Await.until("the origin has the first", () -> tester.origin().requests().size() == 1);
      RawClient second = tester.connect().get("/2");
      await(tester, "queued", 1);
      RawResponse refused = tester.connect().get("/3").read();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.problem()).isEqualTo("concurrency_limited");
      assertThat(refused.header("retry-after")).isEqualTo("1");
      assertThat(tester.origin().requests()).hasSize(1);
      go.countDown();
      assertThat(first.read().status()).isEqualTo(200);
      assertThat(second.read().status()).isEqualTo(200);
      await(tester, "inflight", 0);
      assertThat(metric(tester, "queued")).isZero();
      assertThat(metric(tester, "limit")).isEqualTo(1);
    }
  }

  @Test
  void clientThatGoesAwayFreesItsPlace() {
    CountDownLatch go = new CountDownLatch(1);
    try (ChainTester tester =
        ChainTester.of(
            "- { name: concurrency_limit, config: { max: 1, queue: 5, queue_timeout: 30s } }\n")) {
      tester
          .origin()
          .answer(
              (request, to) -> {
                Await.open(go);
                to.answer(200, "ok");
              });
      RawClient first = tester.connect().get("/1");
      await(tester, "inflight", 1);
      RawClient gone = tester.connect().get("/2");
      await(tester, "queued", 1);
      gone.reset();
      await(tester, "queued", 0);
      RawClient third = tester.connect().get("/3");
      await(tester, "queued", 1);
      go.countDown();
      assertThat(first.read().status()).isEqualTo(200);
      assertThat(third.read().status()).isEqualTo(200);
      await(tester, "inflight", 0);
    }
  }

  @Test
  void whoWaitsTooLongIsRefused() {
    CountDownLatch go = new CountDownLatch(1);
    try (ChainTester tester =
        ChainTester.of(
            "- { name: concurrency_limit, config: { max: 1, queue: 5, queue_timeout: 50ms, status: 429 } }\n")) {
      tester
          .origin()
          .answer(
              (request, to) -> {
                Await.open(go);
                to.answer(200, "ok");
              });
      RawClient first = tester.connect().get("/1");
      await(tester, "inflight", 1);
      RawResponse refused = tester.connect().get("/2").read();
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.problem()).isEqualTo("concurrency_limited");
      go.countDown();
      assertThat(first.read().status()).isEqualTo(200);
    }
  }

  @Test
  void adaptiveLimitServesWhatItCan() {
    try (ChainTester tester =
        ChainTester.of(
            "- { name: concurrency_limit, config: { adaptive: { min: 2, max: 50 }, key: client_ip } }\n")) {
      RawClient client = tester.connect();
      for (int i = 0; i < 50; i++) {
        assertThat(client.get("/").read().status()).isEqualTo(200);
      }
      assertThat(metric(tester, "limit")).isBetween(2.0, 50.0);
    }
  }
}
