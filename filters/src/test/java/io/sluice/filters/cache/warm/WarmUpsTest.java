package io.sluice.filters.cache.warm;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.ResponseCache;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.api.WarmUp;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.BlockCheck;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.LogLines;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubConnection;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway asks itself for lists of addresses. */
@Timeout(60)
class WarmUpsTest {
  private static final String ROUTES =
      """
      routes:
        - { id: all, upstream: origin, filters: [ { name: cache }, { name: looks } ] }
      upstreams:
        - { id: origin, targets: [ { address: "${origin}" } ] }
      """;
  private static final String HERE =
      "listeners: [ { id: http, bind: \"127.0.0.1:0\", trusted_proxies: [ 127.0.0.1/32 ] } ]\n";

  private final LogLines log = LogLines.of(WarmUps.class);
  private final CountDownLatch go = new CountDownLatch(1);
  private final StubOrigin origin = StubOrigin.start(WarmUpsTest::storable);
  private @Nullable Supplier<Network> network; // of the gateway
  private @Nullable TestGateway gateway;

  private record Id() {}

  private Filter looking(FilterContext context) {
    context.keep(
        new Id(),
        () ->
            new Kept() {
              @Override
              public void adopted() {
                network = context::network;
              }
            });
    return new Filter() {};
  }

  private static void storable(ReceivedRequest request, StubConnection connection)
      throws IOException {
    connection.answer(200, "Cache-Control: max-age=100\r\n", request.target());
  }

  private TestGateway start(String yaml, int workers) {
    assertThat(BlockCheck.isInstalled()).isTrue();
    TestGateway started =
        TestGateway.of(yaml)
            .origins(origin)
            .workers(workers)
            .filter(FixedFilter.made("looks", this::looking))
            .start();
    gateway = started;
    return started;
  }

  private ResponseCache start() {
    return cache(start(ROUTES + HERE, 2));
  }

  private static ResponseCache cache(TestGateway of) {
    ResponseCache cache = of.gateway().responseCache();
    assertThat(cache).isNotNull();
    return cache;
  }

  private static WarmUp ended(ResponseCache cache) {
    Await.until("the warm-up ends", () -> cache.warmUp() != null && !cache.warmUp().running());
    return cache.warmUp();
  }

  private List<String> targets() {
    return origin.requests().stream().map(ReceivedRequest::target).toList();
  }

  private void holdBack() {
    origin.answer(
        (request, connection) -> {
          Await.open(go);
          storable(request, connection);
        });
  }

  private static List<String> addresses(int count) {
    return IntStream.range(0, count).mapToObj(i -> "http://h/" + i).toList();
  }

  @AfterEach
  void close() {
    go.countDown();
    if (gateway != null) {
      gateway.close();
    }
    origin.close();
    log.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void allAreFetchedAndServedFromTheCacheThen(int workers) {
    TestGateway running = start(ROUTES + HERE, workers);
    ResponseCache cache = cache(running);
    assertThat(cache.warmUp()).isNull();
    assertThat(cache.warm(addresses(100))).isTrue();
    assertThat(ended(cache)).isEqualTo(new WarmUp(100, 100, 100, 0, false));
    assertThat(targets()).hasSize(100).contains("/0", "/57", "/99");
    String asked = "GET /57 HTTP/1.1\r\nHost: h\r\n\r\n";
    assertThat(running.connect().send(asked).read().text()).isEqualTo("/57");
    assertThat(targets()).hasSize(100);
    assertThat(log.lines())
        .singleElement()
        .asString()
        .matches("INFO fetched 100 of 100 URLs, 100 stored, 0 failed, in \\d+ ms");
  }

  @Test
  void aRequestIsThatOfAPlainClient() {
    TestGateway running = start(ROUTES + HERE, 1);
    ResponseCache cache = cache(running);
    cache.warm(List.of("http://h.example:8080/a?b=c"));
    ended(cache);
    ReceivedRequest request = origin.takeRequest();
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.target()).isEqualTo("/a?b=c");
    assertThat(request.headers().first("host")).isEqualTo("h.example:8080");
    assertThat(request.headers().first("user-agent")).isEqualTo("sluice-warm-up");
    assertThat(request.headers().first("accept-encoding")).isNull();
    assertThat(request.headers().first("x-forwarded-proto")).isEqualTo("http");
    cache.warm(List.of("/a"));
    ended(cache);
    assertThat(origin.takeRequest().headers().first("host"))
        .isEqualTo("127.0.0.1:" + running.port());
  }

  @Test
  void httpsIsSaidToAListenerThatTrustsTheGatewayItself() {
    ResponseCache cache = start();
    cache.warm(List.of("https://h/a"));
    assertThat(ended(cache).failed()).isZero();
    assertThat(origin.takeRequest().headers().first("x-forwarded-proto")).isEqualTo("https");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:0", "[::]:0", "[::1]:0"})
  void aListenerIsReachedWhereverItIsBound(String bind) {
    ResponseCache cache =
        cache(start(ROUTES + "listeners: [ { id: http, bind: \"" + bind + "\" } ]\n", 1));
    cache.warm(List.of("/a"));
    assertThat(ended(cache)).isEqualTo(new WarmUp(1, 1, 1, 0, false));
  }

  @ParameterizedTest
  @CsvSource({
    "/, 2, 0",
    "/moved, 1, 0",
    "/missing, 1, 1",
    "/broken, 1, 1",
    "/cut, 1, 1",
    "http://[/, 1, 1",
    "no address, 1, 1",
  })
  void whatCannotBeFetchedCountsAsFailed(String url, int stored, int failed) {
    origin.answer(
        (request, connection) -> {
          switch (request.target()) {
            case "/missing" -> connection.answer(404, "");
            case "/broken" -> connection.answer(503, "");
            case "/moved" -> connection.answer(301, "Location: /\r\n", "");
            case "/cut" -> {
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
              connection.reset();
            }
            default -> storable(request, connection);
          }
        });
    ResponseCache cache = start();
    cache.warm(List.of(url, "/other"));
    assertThat(ended(cache)).isEqualTo(new WarmUp(2, 2, stored, failed, false));
    assertThat(targets()).contains("/other");
  }

  @Test
  void theLogSaysWhatHasFailedFirst() {
    origin.answer((request, connection) -> connection.answer(404, ""));
    ResponseCache cache = start();
    cache.warm(List.of("no\naddress"));
    ended(cache);
    cache.warm(List.of("/a?token=s3cr3t"));
    ended(cache);
    assertThat(log.lines().get(0))
        .matches(
            "INFO fetched 0 of 1 URLs, 0 stored, 1 failed, in \\d+ ms; the first: no.x0aaddress: no address");
    assertThat(log.lines().get(1)).endsWith(" ms; the first: /a: status 404");
  }

  @Test
  void whatTakesTooLongCountsAsFailedAndTheNextOneFollows() {
    origin.answer(
        (request, connection) -> {
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
          Await.open(go);
        });
    start();
    try (WarmUps warmUps = new WarmUps(network, Ticker.system(), Duration.ofMillis(100))) {
      assertThat(warmUps.begin(addresses(9))).isTrue();
      Await.until("it ends", () -> !warmUps.last().running());
      assertThat(warmUps.last()).isEqualTo(new WarmUp(9, 9, 0, 9, false));
    }
    assertThat(log.lines().get(0)).endsWith(": no complete answer within 100 ms");
  }

  @Test
  void atMostEightAreAskedForAtATime() {
    holdBack();
    ResponseCache cache = start();
    cache.warm(addresses(30));
    Await.until("eight are asked for", () -> origin.requests().size() == 8);
    assertThat(cache.warmUp()).isEqualTo(new WarmUp(30, 0, 0, 0, true));
    assertThat(cache.warm(List.of("/other"))).isFalse();
    assertThat(origin.requests()).hasSize(8);
    go.countDown();
    assertThat(ended(cache)).isEqualTo(new WarmUp(30, 30, 30, 0, false));
    assertThat(targets()).hasSize(30).doesNotContain("/other");
    assertThat(cache.warm(List.of("/other"))).isTrue();
    assertThat(ended(cache)).isEqualTo(new WarmUp(1, 1, 1, 0, false));
  }

  @Test
  void progressIsToldWhileItRuns() {
    origin.answer(
        (request, connection) -> {
          if (request.target().equals("/9")) {
            Await.open(go);
          }
          storable(request, connection);
        });
    ResponseCache cache = start();
    cache.warm(addresses(20));
    Await.until("all but one are done", () -> cache.warmUp().done() == 19);
    assertThat(cache.warmUp()).isEqualTo(new WarmUp(20, 19, 19, 0, true));
    go.countDown();
    assertThat(ended(cache)).isEqualTo(new WarmUp(20, 20, 20, 0, false));
  }

  @Test
  void theEndOfTheGatewayGivesItUp() {
    holdBack();
    ResponseCache cache = start();
    cache.warm(addresses(30));
    Await.until("eight are asked for", () -> origin.requests().size() == 8);
    gateway.close();
    assertThat(ended(cache).running()).isFalse();
    assertThat(cache.warmUp().done()).isLessThan(30);
    assertThat(cache.warm(List.of("/a"))).isFalse();
    assertThat(origin.requests()).hasSize(8);
  }

  /** Requests that are under way keep the cache; those that follow do not. */
  @Test
  void aConfigWithoutTheCacheGivesItUp() {
    CountDownLatch end = new CountDownLatch(1);
    origin.answer(
        (request, connection) -> {
          Await.open(Integer.parseInt(request.target().substring(1)) < 8 ? go : end);
          storable(request, connection);
        });
    ResponseCache cache = start();
    cache.warm(addresses(30));
    Await.until("eight are asked for", () -> origin.requests().size() == 8);
    gateway.reload(ROUTES.replace("{ name: cache }, ", "") + HERE);
    go.countDown();
    assertThat(ended(cache).done()).isLessThanOrEqualTo(8);
    assertThat(log.lines()).singleElement().asString().startsWith("INFO given up: fetched ");
    end.countDown();
  }

  @Test
  void aConnectionThatTheGatewayClosesIsReplaced() {
    TestGateway running = start(ROUTES + HERE, 1);
    ResponseCache cache = cache(running);
    running.gateway().prepareToStop(); // from now on each connection ends with its response
    cache.warm(addresses(20));
    assertThat(ended(cache)).isEqualTo(new WarmUp(20, 20, 20, 0, false));
  }

  @Test
  void anEmptyListIsOverAtOnce() {
    ResponseCache cache = start();
    cache.warm(List.of());
    assertThat(ended(cache)).isEqualTo(new WarmUp(0, 0, 0, 0, false));
  }

  @Test
  void oneAddressManyTimesIsFetchedOnceFromTheOrigin() {
    ResponseCache cache = start();
    cache.warm(Collections.nCopies(50, "http://h/a"));
    assertThat(ended(cache)).isEqualTo(new WarmUp(50, 50, 50, 0, false));
    assertThat(targets()).containsExactly("/a");
  }

  // ---- the list of the config

  private static String list(String urls) {
    return ROUTES + HERE + "cache: { warm_up: { urls: [ " + urls + " ] } }\n";
  }

  @Test
  void theListOfTheConfigIsFetchedAtStart() {
    ResponseCache cache = cache(start(list("'http://h/a', 'http://h/b'"), 1));
    assertThat(ended(cache)).isEqualTo(new WarmUp(2, 2, 2, 0, false));
    assertThat(targets()).containsExactlyInAnyOrder("/a", "/b");
  }

  @Test
  void aChangedListTakesThePlaceOfTheOneThatRuns() {
    holdBack();
    TestGateway running = start(list("'http://h/a', 'http://h/b'"), 1);
    ResponseCache cache = cache(running);
    Await.until("both are asked for", () -> origin.requests().size() == 2);
    running.reload(list("'http://h/a', 'http://h/b'"));
    assertThat(cache.warmUp()).isEqualTo(new WarmUp(2, 0, 0, 0, true));
    running.reload(list("'http://h/c'"));
    Await.until("the new one is asked for", () -> targets().contains("/c"));
    assertThat(cache.warmUp()).isEqualTo(new WarmUp(1, 0, 0, 0, true));
    go.countDown();
    assertThat(ended(cache)).isEqualTo(new WarmUp(1, 1, 1, 0, false));
    assertThat(log.lines()).hasSize(2);
    assertThat(log.lines().get(0))
        .startsWith("INFO given up: fetched 0 of 2 URLs, 0 stored, 0 failed, in ");
  }
}
