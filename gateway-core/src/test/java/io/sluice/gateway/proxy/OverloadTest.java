package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With {@code max_inflight: 10} sheddable requests find 8 places, default ones 9, critical 10. */
class OverloadTest {
  private static final String YAML =
      """
      listeners: [ { id: http, bind: "127.0.0.1:0", trusted_proxies: [%s] } ]
      overload:
        max_inflight: 10
        max_event_loop_lag: 0s
        class_header: x-class
        crawlers: { user_agents: ["(?i)bot"] }
      routes:
        - { id: pay, match: { path: { prefix: /pay } }, upstream: origin, class: critical }
        - { id: feed, match: { path: { prefix: /feed } }, upstream: origin, class: sheddable }
        - { id: rest, upstream: origin }
      upstreams:
        - { id: origin, targets: [ { address: "${origin}" } ] }
      """;

  private final CountDownLatch go = new CountDownLatch(1);
  private final StubOrigin origin =
      StubOrigin.start(
          (request, connection) -> {
            Await.open(go);
            connection.answer(200, "ok");
          });
  private final TestGateway gateway = TestGateway.start(YAML.formatted("127.0.0.1/32"), origin);

  @AfterEach
  void close() {
    go.countDown();
    gateway.close();
    origin.close();
  }

  /** So many requests that the origin keeps. */
  private List<RawClient> busy(int count, String path) {
    int before = origin.requests().size();
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(gateway.connect().get(path));
    }
    Await.until("they are in", () -> origin.requests().size() == before + count);
    return clients;
  }

  private boolean isRefused(String path, String fields) {
    RawClient client = gateway.connect();
    int before = origin.requests().size();
    client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
    Await.until(
        "it is in or refused",
        () ->
            origin.requests().size() > before
                || gateway.metrics().contains("reason=\"overloaded\""));
    if (origin.requests().size() > before) {
      client.close();
      return false;
    }
    RawResponse refused = client.read();
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.problem()).isEqualTo("overloaded");
    assertThat(refused.header("retry-after")).isNotNull();
    return true;
  }

  @Test
  void theLowestClassIsRefusedFirstAndCriticalLast() {
    List<RawClient> all = busy(8, "/pay");
    assertThat(isRefused("/feed", "")).isTrue();
    all.addAll(busy(1, "/rest"));
    assertThat(isRefused("/rest", "")).isTrue();
    all.addAll(busy(1, "/pay"));
    assertThat(isRefused("/pay", "")).isTrue();
    go.countDown();
    all.forEach(client -> assertThat(client.read().status()).isEqualTo(200));
    assertThat(gateway.connect().get("/feed").read().status()).isEqualTo(200); // room again
  }

  @Test
  void aTrustedPeerNamesTheClass() {
    busy(8, "/pay");
    assertThat(isRefused("/rest", "X-Class: sheddable\r\n")).isTrue();
    busy(1, "/pay");
    RawClient client = gateway.connect();
    int before = origin.requests().size();
    client.send("GET /rest HTTP/1.1\r\nHost: x\r\nX-Class: critical\r\n\r\n");
    Await.until("it is in", () -> origin.requests().size() == before + 1);
  }

  @Test
  void anyOtherPeersWordIsTakenAway() {
    gateway.reload(YAML.formatted("192.0.2.1/32"));
    busy(9, "/pay");
    assertThat(isRefused("/rest", "X-Class: critical\r\n")).isTrue();
    go.countDown();
    Await.until("there is room", () -> gateway.metric("sluice_inflight{route=\"pay\"}") == 0);
    origin.clear();
    gateway.connect().send("GET /a HTTP/1.1\r\nHost: x\r\nX-Class: critical\r\n\r\n").read();
    assertThat(origin.takeRequest().headers().first("x-class")).isNull();
  }

  @Test
  void crawlersAreSheddable() {
    busy(8, "/pay");
    assertThat(isRefused("/rest", "User-Agent: SomeBot/1.0\r\n")).isTrue();
    RawClient person = gateway.connect();
    int before = origin.requests().size();
    person.send("GET /rest HTTP/1.1\r\nHost: x\r\nUser-Agent: Firefox\r\n\r\n");
    Await.until("it is in", () -> origin.requests().size() == before + 1);
  }

  @Test
  void aReloadLiftsTheCap() {
    busy(9, "/pay");
    assertThat(isRefused("/rest", "")).isTrue();
    gateway.reload(YAML.formatted("").replace("max_inflight: 10", "max_inflight: 0"));
    busy(5, "/rest");
  }

  @Test
  void thePressureIsShown() {
    assertThat(gateway.metric("sluice_overload_pressure")).isZero();
  }
}
