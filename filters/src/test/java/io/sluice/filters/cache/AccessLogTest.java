package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log says what the cache did, and who answered where it had to ask. */
class AccessLogTest {
  @TempDir Path folder;
  private Path log = Path.of("");
  private final MovedClock clock = new MovedClock();
  private volatile int status = 200;
  private volatile Runnable held = () -> {};
  private final StubOrigin origin =
      StubOrigin.start(
          (request, connection) ->
              connection.answer(
                  status,
                  "Cache-Control: max-age=60, stale-while-revalidate=60, stale-if-error=60\r\nETag: \"1\"\r\n",
                  status == 304 ? "" : "hello"));
  private TestGateway gateway;

  @BeforeEach
  void start() {
    log = folder.resolve("access.log");
    String yaml =
        """
        server: { workers: 1 }
        access_log: { path: "%s", format: "{method} {cache} {upstream} {attempts} {story} {upstream_duration_ms}" }
        routes:
          - id: all
            upstream: origin
            retry: { attempts: 1, backoff: { base: 0s, max: 0s } }
            filters: [ { name: holds }, { name: cache } ]
        upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
        """
            .formatted(log);
    gateway =
        TestGateway.of(yaml)
            .origins(origin)
            .filter(new CacheFactory(clock))
            .filter(FixedFilter.of("holds", new Holds()))
            .start();
  }

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  /** Keeps an answer for as long as the test says. */
  private final class Holds implements Filter {
    @Override
    public Verdict onResponse(Exchange exchange) {
      Runnable until = held;
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                until.run();
                exchange.executor().execute(exchange::resume);
              });
      return Verdict.PAUSE;
    }
  }

  private RawResponse ask(String method, String fields) {
    String head = method + " / HTTP/1.1\r\nHost: a.example\r\n" + fields + "\r\n";
    return gateway.connect().send(head).read();
  }

  private void logged(String... lines) {
    Await.until("all is logged", () -> lines().size() == lines.length);
    assertThat(lines()).containsExactly(lines);
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(log).stream()
          .map(line -> line.replaceAll("127\\.0\\.0\\.1:\\d+", "it"))
          .map(line -> line.replaceAll(" [\\d.]+$", " ms"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aMissNamesTheUpstreamAndAHitNone() {
    ask("GET", "");
    ask("GET", "");
    ask("GET", "If-None-Match: \"1\"\r\n");
    clock.passSeconds(1);
    ask("GET", "Cache-Control: only-if-cached, max-age=0\r\n");
    ask("POST", "Content-Length: 0\r\n");
    logged(
        "GET miss origin 1 - ms",
        "GET hit - 0 - -",
        "GET hit - 0 - -",
        "GET only_if_cached - 0 - -",
        "POST bypass origin 1 - ms");
    assertThat(counted("origin", 200)).isEqualTo(2);
    assertThat(counted("", 200)).isEqualTo(1);
    assertThat(counted("", 304)).isEqualTo(1);
  }

  private double counted(String upstream, int answer) {
    String labels = "{route=\"all\",status=\"%d\",upstream=\"%s\"}";
    return gateway.metric("sluice_requests_total" + labels.formatted(answer, upstream));
  }

  @Test
  void whatTheOriginSaysOfWhatIsStoredIsItsAnswer() {
    ask("GET", "");
    status = 304;
    ask("GET", "Cache-Control: no-cache\r\n");
    status = 200;
    ask("GET", "Cache-Control: no-cache\r\n");
    logged("GET miss origin 1 - ms", "GET revalidated origin 1 - ms", "GET miss origin 1 - ms");
  }

  /** What is asked behind the client's back is not of its answer, however long that takes. */
  @Test
  void aRefreshIsNobodysQuestion() throws Exception {
    ask("GET", "");
    clock.passSeconds(70); // of 60, and 60 that it may be used while it is asked for
    CountDownLatch asked = new CountDownLatch(1);
    held = () -> Await.open(asked);
    CompletableFuture<RawResponse> answer = CompletableFuture.supplyAsync(() -> ask("GET", ""));
    Await.until("it is asked for", () -> origin.requests().size() == 2);
    asked.countDown();
    assertThat(answer.get(10, TimeUnit.SECONDS).text()).isEqualTo("hello");
    logged("GET miss origin 1 - ms", "GET stale - 0 - -");
  }

  @Test
  void aConnectionWhoseAnswerNobodyWantsIsUsedAgain() {
    ask("GET", "");
    status = 304;
    for (int i = 0; i < 5; i++) {
      ask("GET", "Cache-Control: no-cache\r\n");
    }
    assertThat(origin.connections()).as("after 304").isEqualTo(1);
    status = 503;
    for (int i = 0; i < 5; i++) {
      assertThat(ask("GET", "Cache-Control: no-cache\r\n").status()).isEqualTo(200);
    }
    assertThat(origin.requests()).hasSizeGreaterThan(10);
    assertThat(origin.connections()).as("with one for attempts again").isLessThanOrEqualTo(2);
  }

  @Test
  void whereAStaleResponseIsUsedItSaysWhy() {
    ask("GET", "");
    origin.close();
    clock.passSeconds(1);
    assertThat(ask("GET", "Cache-Control: max-age=0\r\n").status()).isEqualTo(200);
    Await.until("both are logged", () -> lines().size() == 2);
    assertThat(lines().get(1))
        .matches(
            "GET stale origin 2 it connection_refused [\\d.]+ms(; it connection_refused .*)? ms");
  }
}
