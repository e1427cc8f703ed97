package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A filter gives an exchange other times than its route's, and asks how much is left. */
class FilterTimeoutsTest {
  private static final String YAML =
      """
      routes:
        - id: marker
          match: { path: { prefix: /marker } }
          upstream: origin
          timeout: { request: 1s }
        - id: all
          match: { path: { prefix: / } }
          upstream: origin
          filters: [ { name: sets } ]
          timeout: { request: %s, idle: %s }
      upstreams:
        - { id: origin, targets: [ { address: "${origin}" } ] }
      overload: { max_event_loop_lag: 0s } # the clock leaps
      """;

  private final CountDownLatch go = new CountDownLatch(1);
  private final ManualTicker clock = new ManualTicker();
  private final List<Long> left = new CopyOnWriteArrayList<>();
  private final StubOrigin origin =
      StubOrigin.start(
          (request, connection) -> {
            if (request.target().equals("/marker")) {
              connection.awaitEnd();
            } else if (request.target().equals("/half")) {
              connection.send("HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\no");
              Await.open(go);
              connection.send("k");
            } else {
              Await.open(go);
              connection.answer(200, "ok");
            }
          });
  private TestGateway gateway;

  private void start(String request, String idle, Filter sets) {
    gateway =
        TestGateway.of(YAML.formatted(request, idle))
            .origins(origin)
            .filter(FixedFilter.of("sets", sets))
            .clock(clock)
            .start();
  }

  private Filter setting(long requestSeconds, long idleSeconds) {
    return new Filter() {
      @Override
      public Verdict onRequest(Exchange exchange) {
        left.add(exchange.remainingNanos());
        exchange.timeouts(
            TimeUnit.SECONDS.toNanos(requestSeconds), TimeUnit.SECONDS.toNanos(idleSeconds));
        left.add(exchange.remainingNanos());
        return Verdict.CONTINUE;
      }

      @Override
      public Verdict onResponse(Exchange exchange) {
        left.add(exchange.remainingNanos());
        return Verdict.CONTINUE;
      }
    };
  }

  @AfterEach
  void close() {
    go.countDown();
    gateway.close();
    origin.close();
  }

  /** Lets so much time pass, at least a second; the gateway has noticed when it returns. */
  private void pass(long seconds) {
    RawClient marker = gateway.connect().get("/marker");
    Await.until("it is asked", () -> origin.takeRequest().target().equals("/marker"));
    clock.advance(Duration.ofSeconds(seconds));
    assertThat(marker.read().status()).isEqualTo(504);
  }

  private RawClient ask(String target) {
    RawClient client = gateway.connect().get(target);
    Await.until("it is asked", () -> origin.takeRequest().target().equals(target));
    return client;
  }

  @ParameterizedTest(name = "route {0}, filter {1} s")
  @CsvSource({"60s, 10", "2s, 10", "0s, 10", "0s, 3"})
  void theFiltersRequestTimeCounts(String ofRoute, int ofFilter) {
    start(ofRoute, "0s", setting(ofFilter, 0));
    RawClient client = ask("/");
    pass(ofFilter - 1);
    assertThat(gateway.metric("sluice_inflight{route=\"all\"}")).isEqualTo(1);
    clock.advance(Duration.ofSeconds(2));
    assertThat(client.read().problem()).isEqualTo("request_timeout");
  }

  @Test
  void noRequestTimeIsForEver() {
    start("2s", "2s", setting(0, 0));
    RawClient client = ask("/");
    pass(100_000);
    go.countDown();
    assertThat(client.read().text()).isEqualTo("ok");
  }

  @ParameterizedTest(name = "route {0}, filter {1} s")
  @CsvSource({"60s, 10", "2s, 10", "0s, 10"})
  void theFiltersIdleTimeCounts(String ofRoute, int ofFilter) {
    start("0s", ofRoute, setting(0, ofFilter));
    RawClient client = ask("/half").awaitBytes();
    pass(ofFilter - 1);
    assertThat(gateway.metric("sluice_inflight{route=\"all\"}")).isEqualTo(1);
    clock.advance(Duration.ofSeconds(2));
    assertThatThrownBy(client::read).isInstanceOf(AssertionError.class);
  }

  @Test
  void noIdleTimeIsForEver() {
    start("0s", "2s", setting(0, 0));
    RawClient client = ask("/half").awaitBytes();
    pass(100_000);
    go.countDown();
    assertThat(client.read().text()).isEqualTo("ok");
  }

  @Test
  void whatIsLeftIsExact() {
    start("60s", "0s", setting(10, 0));
    RawClient client = ask("/");
    clock.advance(Duration.ofSeconds(4));
    go.countDown();
    assertThat(client.read().text()).isEqualTo("ok");
    assertThat(left)
        .containsExactly(
            TimeUnit.SECONDS.toNanos(60),
            TimeUnit.SECONDS.toNanos(10),
            TimeUnit.SECONDS.toNanos(6));
  }

  @Test
  void withoutALimitAllTimeIsLeft() {
    start("0s", "0s", setting(0, 0));
    go.countDown();
    assertThat(gateway.connect().get("/").read().text()).isEqualTo("ok");
    assertThat(left).containsExactly(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  @Test
  void whenItsTimeIsUpNothingIsLeft() {
    start("60s", "0s", setting(3, 0));
    RawClient client = ask("/");
    clock.advance(Duration.ofSeconds(4));
    assertThat(client.read().status()).isEqualTo(504);
    assertThat(left.get(2)).isZero();
  }
}
