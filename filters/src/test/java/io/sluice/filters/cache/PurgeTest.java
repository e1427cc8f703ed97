package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Purge;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators purge, and what much of the traffic asks for. */
class PurgeTest {
  private static final String TARGET = "/shop/shoes?b=2&a=1";

  private final MovedClock clock = new MovedClock();
  private final AtomicReference<SharedCache> shared = new AtomicReference<>();
  private final AtomicInteger answers = new AtomicInteger();
  private volatile CountDownLatch go = new CountDownLatch(0);
  private final StubOrigin origin =
      StubOrigin.start(
          (request, connection) -> {
            int number = answers.incrementAndGet();
            Await.open(go);
            connection.send(
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nCache-Tag: shoes,all\r\n"
                    + "Content-Length: 1\r\n\r\n"
                    + (request.method().equals("HEAD") ? "" : number));
          });
  private final TestGateway gateway =
      TestGateway.of(
              """
              routes:
                - id: shop
                  upstream: origin
                  filters:
                    - { name: cache, config: { stale_while_revalidate: 1h } }
                    - { name: watch }
              upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
              """)
          .origins(origin)
          .filter(new CacheFactory(clock))
          .filter(
              FixedFilter.made(
                  "watch",
                  context -> {
                    shared.set(SharedCache.of(context, clock));
                    return new Filter() {};
                  }))
          .start();

  @AfterEach
  void close() {
    go.countDown();
    gateway.close();
    origin.close();
  }

  private SharedCache cache() {
    return Objects.requireNonNull(shared.get());
  }

  private RawClient ask() {
    return gateway.connect().send("GET " + TARGET + " HTTP/1.1\r\nHost: a.example\r\n\r\n");
  }

  private String get() {
    return ask().read().text();
  }

  private long purge(Purge.By by, String value, boolean soft) throws Exception {
    Purge what = new Purge(by, value, soft);
    return cache().purge(what).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "KEY | http://a.example/shop/shoes?a=1&b=2 | 1",
        "KEY | a.example/shop/shoes?b=2&a=1 | 1",
        "KEY | /shop/shoes?a=1&b=2 | 1",
        "KEY | /shop/shoes | 0",
        "KEY | b.example/shop/shoes?a=1&b=2 | 0",
        "KEY | https://a.example/shop/shoes?a=1&b=2 | 0",
        "PREFIX | http://a.example/ | 1",
        "PREFIX | /shop/sho | 1",
        "PREFIX | /shoes | 0",
        "TAG | shoes | 1",
        "TAG | sho | 0",
        "ROUTE | shop | 1",
        "ROUTE | other | 0",
      })
  void takesOutWhatItNames(Purge.By by, String value, long purged) throws Exception {
    assertThat(get()).isEqualTo("1");
    assertThat(purge(by, value, false)).isEqualTo(purged);
    assertThat(get()).isEqualTo(purged == 1 ? "2" : "1");
  }

  @Test
  void whatIsSoftlyPurgedServesUntilThereIsAnother() throws Exception {
    assertThat(get()).isEqualTo("1");
    assertThat(purge(Purge.By.TAG, "all", true)).isEqualTo(1);
    assertThat(get()).isEqualTo("1"); // while the origin is asked
    Await.until("there is another", () -> get().equals("2"));
  }

  @Test
  void whatWasAskedForBeforeIsNotKept() throws Exception {
    go = new CountDownLatch(1);
    RawClient early = ask();
    Await.until("the origin is asked", () -> origin.requests().size() == 1);
    assertThat(purge(Purge.By.ROUTE, "shop", false)).isZero();
    go.countDown();
    assertThat(early.read().text()).isEqualTo("1");
    assertThat(get()).isEqualTo("2");
    assertThat(get()).isEqualTo("2");
  }

  /** Though another one's question for it is under way. */
  @Test
  void whoAsksAfterwardsDoesNotGetWhatWasAskedForBefore() throws Exception {
    go = new CountDownLatch(1);
    RawClient early = ask();
    Await.until("the origin is asked", () -> origin.requests().size() == 1);
    purge(Purge.By.ROUTE, "shop", false);
    RawClient late = ask();
    Await.until("it is asked again", () -> origin.requests().size() == 2);
    go.countDown();
    assertThat(early.read().text()).isEqualTo("1");
    assertThat(late.read().text()).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void headDoesNotBringBackWhatIsPurgedMeanwhile(boolean soft) throws Exception {
    assertThat(get()).isEqualTo("1");
    go = new CountDownLatch(1);
    RawClient head = gateway.connect();
    head.send("HEAD " + TARGET + " HTTP/1.1\r\nHost: a.example\r\nCache-Control: no-cache\r\n\r\n");
    Await.until("the origin is asked", () -> origin.requests().size() == 2);
    purge(Purge.By.ROUTE, "shop", soft);
    go.countDown();
    assertThat(head.readToHead().status()).isEqualTo(200);
    Await.until("there is another", () -> get().equals("3"));
  }

  @Test
  void whatMuchOfTheTrafficAsksForIsShown() {
    RawClient client = gateway.connect();
    for (int i = 0; i < 20_000; i++) {
      client.send("GET " + TARGET + " HTTP/1.1\r\nHost: a.example\r\n\r\n").read();
    }
    assertThat(cache().figures().hot())
        .singleElement()
        .satisfies(
            hot -> {
              assertThat(hot.url()).isEqualTo("http://a.example/shop/shoes?a=1&b=2");
              assertThat(hot.route()).isEqualTo("shop");
              assertThat(hot.share()).isGreaterThan(0.5);
            });
    assertThat(origin.requests()).hasSize(1);
  }
}
