package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import io.sluice.gateway.testkit.StubConnection;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer that is used again was for a request that agrees in all that the rules name. */
class NoCrossingPropertyTest {
  private static final int CLIENTS = 6;
  private static final int REQUESTS = 500; // of each
  private static final String CONFIG =
      """
      routes:
        - { id: plain, match: { path: { prefix: /plain } }, upstream: origin,
            filters: [ { name: who }, { name: cache } ] }
        - { id: consumer, match: { path: { prefix: /consumer } }, upstream: origin,
            filters: [ { name: who }, { name: cache, config: { key: { consumer: true } } } ] }
        - { id: rewritten, match: { path: { prefix: /rewritten } }, upstream: origin,
            rewrite: { path: "/u/{header.x-user}" },
            filters: [ { name: who }, { name: cache } ] }
        - { id: told, match: { path: { prefix: /told } }, upstream: origin,
            filters: [ { name: who }, { name: cache },
                       { name: headers, config: { request: { set: { x-who: "{consumer}" } } } } ] }
        - { id: both, match: { path: { prefix: /both } }, upstream: origin,
            rewrite: { path: "/u/{header.x-user}" },
            filters: [ { name: who }, { name: cache },
                       { name: headers, config: { request: { set: { x-user: "{consumer}" } } } } ] }
        - { id: keyed, match: { path: { prefix: /keyed } }, upstream: origin,
            filters: [ { name: who },
                       { name: cache, config: { key: { headers: [x-a], cookies: [lang] } } } ] }
      upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
      """;

  private final MovedClock clock = new MovedClock();
  private final Map<String, Echo> echoes = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicInteger reused = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void noAnswerCrossesUsersOrHosts(long seed) throws Exception {
    Random random = new Random(seed);
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try (StubOrigin origin = StubOrigin.start((request, to) -> answer(random, request, to));
        TestGateway gateway =
            TestGateway.of(CONFIG)
                .origins(origin)
                .workers(2)
                .filter(new CacheFactory(clock))
                .filter(Believing.factory())
                .start()) {
      List<Future<List<String>>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        long own = seed * 1000 + i;
        all.add(threads.submit(() -> crossings(gateway.port(), new Random(own))));
      }
      for (Future<List<String>> each : all) {
        assertThat(each.get(120, TimeUnit.SECONDS)).isEmpty();
      }
      assertThat(origin.violations()).isEmpty();
    } finally {
      threads.shutdownNow();
    }
    assertThat(reused.get()).as("how often one was used again").isGreaterThan(REQUESTS / 10);
  }

  private void answer(Random random, ReceivedRequest request, StubConnection to)
      throws IOException {
    int id = ids.incrementAndGet();
    Echo echo;
    synchronized (random) {
      echo = Echo.random(random, request);
    }
    echoes.put(Integer.toString(id), echo);
    if (request.method().equals("HEAD")) {
      to.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n" + echo.fields(id) + "\r\n");
    } else {
      to.answer(200, echo.fields(id), Integer.toString(id));
    }
  }

  /** Sends many requests, and says what was wrong with their answers. */
  private List<String> crossings(int port, Random random) {
    List<String> found = new ArrayList<>();
    try (RawClient client = RawClient.connect(port)) {
      for (int i = 0; i < REQUESTS; i++) {
        if (random.nextInt(50) == 0) {
          clock.passSeconds(3);
        }
        Wish wish = Wish.random(random, numbers.incrementAndGet());
        check(wish, wish.send(client), found);
      }
    }
    return found;
  }

  private void check(Wish wish, RawResponse response, List<String> found) {
    String tag = Objects.requireNonNull(response.header("etag"), response::toString);
    String id = tag.substring(1, tag.length() - 1);
    Echo echo = echoes.get(id);
    boolean whole = wish.method().equals("HEAD") || response.text().equals(id);
    if (response.status() != 200 || !whole) {
      found.add(wish + " got " + response);
    } else if (!echo.isOf(wish)) {
      reused.incrementAndGet();
      String crossing = echo.crossing(wish);
      boolean own =
          response.headers().has("set-cookie")
              || (echo.terms().startsWith("private=") && response.headers().has("x-own"));
      if (crossing != null || own) {
        found.add(wish + " got one " + crossing + ": " + response + "\nof " + echo);
      }
    }
  }
}
