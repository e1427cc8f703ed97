package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What much of the traffic asks for is asked for again while it is fresh: nobody waits for it. */
class HotRouteTest {
  /** One of eight is counted, and 1,024 are enough to tell by. */
  private static final int ENOUGH = 12_000;

  private static final int LEFT = 50; // of the 100 ms that a question is thought to take

  private final MovedClock clock = new MovedClock();
  private final StubOrigin origin =
      StubOrigin.start(
          (request, connection) ->
              connection.answer(200, "Cache-Control: max-age=10\r\n", request.target()));
  private final TestGateway gateway =
      TestGateway.of(
              """
              server: { workers: 1 }
              routes: [ { id: all, upstream: origin, filters: [ { name: cache } ] } ]
              upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
              """)
          .origins(origin)
          .filter(new CacheFactory(clock))
          .start();

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private static RawResponse ask(RawClient client, String path) {
    return client.send("GET " + path + " HTTP/1.1\r\nHost: a.example\r\n\r\n").read();
  }

  private long asked(String path) {
    return origin.requests().stream().map(ReceivedRequest::target).filter(path::equals).count();
  }

  @Test
  void aHotOneIsAskedForBeforeItIsStaleAndOthersAreNot() {
    try (RawClient client = gateway.connect()) {
      ask(client, "/cold");
      for (int i = 0; i < ENOUGH; i++) {
        ask(client, "/hot");
      }
      assertThat(asked("/hot")).isEqualTo(1);

      clock.passMillis(10_000 - LEFT);
      Stream.generate(() -> ask(client, "/cold")).limit(50).forEach(HotRouteTest::isFresh);
      Await.until(
          "it is asked for",
          () -> {
            isFresh(ask(client, "/hot"));
            return asked("/hot") == 2;
          });
      Await.until("the new one is there", () -> ask(client, "/hot").header("age").equals("0"));
      clock.passMillis(2 * LEFT);
      isFresh(ask(client, "/hot"));
      assertThat(asked("/hot")).isEqualTo(2);
      assertThat(asked("/cold")).isEqualTo(1);
    }
  }

  /** With a hash that goes by the path, one that nobody may keep would sink its one endpoint. */
  @Test
  void aHotOneThatHasToBeAskedForIsSpreadOverThreeOfTheRing() {
    List<StubOrigin> ring = Stream.generate(() -> StubOrigin.answering(200, "a")).limit(8).toList();
    try (TestGateway spread =
            TestGateway.of(
                    """
                    server: { workers: 1 }
                    routes: [ { id: all, upstream: ring, filters: [ { name: cache } ] } ]
                    upstreams:
                      - id: ring
                        load_balancer:
                          { policy: ring_hash, hash_on: { source: path } }
                        targets: [ %s ]
                    """
                        .formatted(
                            ring.stream()
                                .map(each -> "{ address: \"" + each.address() + "\" }")
                                .collect(Collectors.joining(", "))))
                .start();
        RawClient client = spread.connect()) {
      for (int i = 0; i < 2 * ENOUGH; i++) {
        ask(client, i % 500 == 0 ? "/cold" : "/hot" + i % 3);
      }
      long most = 0;
      for (int i = 0; i < 3; i++) { // the ways of one may meet by chance
        long ways = endpoints(ring, client, "/hot" + i);
        assertThat(ways).isLessThanOrEqualTo(3);
        most = Math.max(most, ways);
      }
      assertThat(most).isGreaterThan(1);
      assertThat(endpoints(ring, client, "/cold")).isEqualTo(1);
    } finally {
      ring.forEach(StubOrigin::close);
    }
  }

  private static long endpoints(List<StubOrigin> ring, RawClient client, String path) {
    ring.forEach(StubOrigin::clear);
    for (int i = 0; i < 50; i++) {
      ask(client, path);
    }
    return ring.stream().filter(each -> !each.requests().isEmpty()).count();
  }

  private static void isFresh(RawResponse response) {
    assertThat(response.header("cache-status")).startsWith("sluice; hit; ttl=");
  }
}
