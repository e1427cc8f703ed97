package io.sluice.filters.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timeouts that differ from the route's, by a clock that the test moves. */
class TimeoutEndToEndTest {
  private final ManualTicker clock = new ManualTicker();
  private final CountDownLatch held = new CountDownLatch(1);
  private final StubOrigin origin = StubOrigin.answering(200, "ok");
  private TestGateway gateway;

  private RawClient start(String config) {
    return startChain("{ name: timeout, config: " + config + " }");
  }

  private RawClient startChain(String filters) {
    String yaml =
        """
        routes:
          - id: test
            upstream: origin
            timeout: { request: 15s, idle: 10s }
            filters: [ %s ]
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """
            .formatted(filters);
    gateway = TestGateway.of(yaml).origins(origin).clock(clock).start();
    return gateway.connect();
  }

  @AfterEach
  void close() {
    held.countDown();
    gateway.close();
    origin.close();
  }

  @ParameterizedTest
  @CsvSource({
    "{ request: 2s }, 0, 2",
    "{ header: x-timeout }, 3000, 3",
    "{ header: x-timeout }, 3s, 3",
    "'{ request: 4s, header: x-timeout }', 9s, 4",
  })
  void endsTheExchangeWhenItsTimeIsUp(String config, String asked, int seconds) {
    origin.answer((request, connection) -> Await.open(held));
    RawClient client = start(config);
    client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Timeout: " + asked + "\r\n\r\n");
    Await.until("it is there", () -> !origin.requests().isEmpty());
    clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
    assertThat(client.isClosed()).isFalse();
    clock.advance(Duration.ofMillis(20));

    RawResponse response = client.read();

    assertThat(response.status()).isEqualTo(504);
    assertThat(response.problem()).isEqualTo("request_timeout");
  }

  /** Else anybody could open the breaker for everybody. */
  @ParameterizedTest
  @CsvSource({"1s, 200", "20s, 503"})
  void originIsNotBlamedForWhatTheCallerAsks(String asked, int next) {
    origin.answer((request, connection) -> Await.open(held));
    RawClient client =
        startChain(
            "{ name: circuit_breaker, config: { minimum_calls: 1 } },"
                + " { name: timeout, config: { header: x-timeout } }");
    client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Timeout: " + asked + "\r\n\r\n");
    Await.until("it is there", () -> !origin.requests().isEmpty());
    clock.advance(Duration.ofSeconds(next == 200 ? 1 : 15).plusMillis(20));
    assertThat(client.read().status()).isEqualTo(504);
    held.countDown();
    origin.answer(
        (request, connection) -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));

    assertThat(gateway.connect().get("/").read().status()).isEqualTo(next);
  }

  @Test
  void allowsAnotherSilenceAndLeavesTheRestToTheRoute() {
    origin.answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha");
          Await.open(held);
          connection.send("lf");
        });
    RawClient client = start("{ idle: 14s }").get("/").awaitBytes();
    clock.advance(Duration.ofSeconds(12)); // the route's would be over
    held.countDown();

    assertThat(client.read().text()).isEqualTo("half");
  }
}
