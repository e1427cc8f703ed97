package io.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An upstream takes {@code max_requests} at a time, and not one more. */
class UpstreamLimitsTest {
  @RegisterExtension
  static final GatewayExtension sluice =
      GatewayExtension.of(
          """
          routes:
            - { id: all, upstream: origin, timeout: { request: 300ms } }
          upstreams:
            - { id: origin, targets: [ { address: "${origin}" } ], limits: { max_requests: 2 } }
          """);

  private static void assertThatTwoAreAdmitted() {
    CountDownLatch go = new CountDownLatch(1);
    int before = sluice.origin().requests().size();
    sluice
        .origin()
        .answer(
            (request, connection) -> {
              Await.open(go);
              connection.answer(200, "ok");
            });
    RawClient first = sluice.connect().get("/");
    RawClient second = sluice.connect().get("/");
    Await.until("two are in", () -> sluice.origin().requests().size() == before + 2);

    RawClient third = sluice.connect().get("/");
    RawResponse refused = third.read();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.problem()).isEqualTo("upstream_full");
    assertThat(refused.header("retry-after")).isEqualTo("1");

    go.countDown();
    assertThat(first.read().status()).isEqualTo(200);
    assertThat(second.read().status()).isEqualTo(200);
    assertThat(third.get("/").read().status()).isEqualTo(200); // there is room again
  }

  @Test
  void theThirdIsRefusedUntilOneEnds() {
    assertThatTwoAreAdmitted();
  }

  @Test
  void everyWayToEndGivesThePlaceBack() {
    sluice.origin().answer((request, connection) -> connection.reset());
    for (int i = 0; i < 5; i++) {
      assertThat(sluice.connect().get("/").read().status()).isEqualTo(502);
    }
    sluice.origin().answer((request, connection) -> connection.awaitEnd());
    for (int i = 0; i < 3; i++) {
      assertThat(sluice.connect().get("/").read().status()).isEqualTo(504);
    }
    for (int i = 0; i < 5; i++) {
      int before = sluice.origin().requests().size();
      RawClient gone = sluice.connect().get("/");
      Await.until("it is in", () -> sluice.origin().requests().size() == before + 1);
      gone.close();
      Await.until("it is out", () -> sluice.origin().openConnections() == 0);
    }
    sluice.origin().kill();
    for (int i = 0; i < 5; i++) {
      assertThat(sluice.connect().get("/").read().status()).isEqualTo(502);
    }
    sluice.origin().restart();
    assertThatTwoAreAdmitted();
  }
}
