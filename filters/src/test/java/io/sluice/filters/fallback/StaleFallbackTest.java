package io.sluice.filters.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.ManualTicker;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored and stale answers where the origin does not serve. */
class StaleFallbackTest {
  private static final String OLD = "sluice; fwd=stale; detail=stale-if-error";

  /** Older than it may get when it comes, so that no time has to pass. */
  private static final String STALE = "Age: 100\r\nCache-Control: max-age=10";

  private final ManualTicker clock = new ManualTicker();
  @AutoClose private final StubOrigin origin = StubOrigin.answering(500, "nothing was said yet");
  @AutoClose private TestGateway gateway;

  private RawClient start(String fallback, String behind) {
    String yaml =
        """
        routes:
          - id: test
            upstream: first
            timeout: { request: 5s }
            retry: { attempts: 0, per_try_timeout: 0s }
            filters:
              - { name: fallback, config: %s }
              - { name: cache }
              %s
        upstreams:
          - { id: first, targets: [ { address: "${origin}" } ] }
        """
            .formatted(fallback, behind);
    gateway = TestGateway.of(yaml).origins(origin).clock(clock).start();
    return gateway.connect();
  }

  private void store(RawClient client, String fields) {
    origin.answer((request, to) -> to.answer(200, fields + "\r\n", "old"));
    assertThat(client.get("/").read().header("cache-status"))
        .isEqualTo("sluice; fwd=uri-miss; fwd-status=200; stored");
  }

  private static void assertOld(RawResponse response) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("old");
    assertThat(response.header("cache-status")).isEqualTo(OLD);
    assertThat(Integer.parseInt(response.header("age"))).isGreaterThanOrEqualTo(100);
  }

  @Test
  void whatIsStoredAnswersWhileTheOriginRefusesConnections() {
    RawClient client = start("{ stale: true }", "");
    store(client, STALE);
    origin.kill();

    assertOld(client.get("/").read());
    assertOld(client.get("/").read());
    assertThat(
            gateway.metric(
                "sluice_cache_requests_total{outcome=\"stale\",route=\"test\",tier=\"memory\"}"))
        .isEqualTo(2);

    origin.restart();
    clock.advance(Duration.ofMinutes(1)); // the endpoint is not passed over any more
    origin.answer((request, to) -> to.answer(200, "Cache-Control: max-age=10\r\n", "new"));
    assertThat(client.get("/").read().text()).isEqualTo("new");
  }

  @ParameterizedTest
  @CsvSource({"502, old", "503, old", "504, old", "500, new", "404, new"})
  void theOriginsOwnErrorsCountAsFallbackSays(int status, String expected) {
    RawClient client = start("{ stale: true }", "");
    store(client, STALE);
    origin.answer((request, to) -> to.answer(status, "new"));

    assertThat(client.get("/").read().text()).isEqualTo(expected);
  }

  @Test
  void errorsBelow500CountWhereTheConfigNamesThem() {
    RawClient client = start("{ on: [404], stale: true }", "");
    store(client, STALE);
    origin.answer((request, to) -> to.answer(404, "gone?"));
    assertOld(client.get("/").read());
    origin.answer((request, to) -> to.answer(503, "sick"));
    assertThat(client.get("/").read().text()).isEqualTo("sick");
  }

  @Test
  void whatIsStoredAnswersWhenTheTimeIsUp() {
    RawClient client = start("{ on: [timeout], stale: true }", "");
    store(client, STALE);
    CountDownLatch held = new CountDownLatch(1);
    origin.answer((request, to) -> Await.open(held));
    client.get("/");
    Await.until("it is there", () -> origin.requests().size() == 2);
    clock.advance(Duration.ofMillis(5500)); // of the question; who waits has a second more

    assertOld(client.read());
    held.countDown();
  }

  @Test
  void anOpenBreakerBehindTheCacheIsSuchAFailure() {
    RawClient client =
        start(
            "{ on: [breaker_open], stale: true }",
            "- { name: circuit_breaker, config: { minimum_calls: 2 } }");
    store(client, STALE);
    origin.answer((request, to) -> to.answer(500, "sick"));
    assertThat(client.get("/other").read().text()).isEqualTo("sick");
    int asked = origin.requests().size();

    assertOld(client.get("/").read());
    assertThat(client.get("/other").read().problem()).isEqualTo("breaker_open");
    assertThat(origin.requests()).hasSize(asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"must-revalidate", "proxy-revalidate", "no-cache"})
  void whatMustNotBeUsedStaleIsNot(String directive) {
    RawClient client = start("{ stale: true }", "");
    store(client, STALE + ", " + directive + "\r\nETag: \"1\"");
    origin.kill();

    RawResponse response = client.get("/").read();

    assertThat(response.status()).isEqualTo(502);
    assertThat(response.problem()).isEqualTo("connection_refused");
  }

  @Test
  void whereNothingIsStoredTheErrorStands() {
    RawClient client = start("{ stale: true }", "");
    store(client, STALE);
    origin.kill();

    assertThat(client.get("/other").read().problem()).isEqualTo("connection_refused");
  }

  @Test
  void anotherFallbackInFrontAnswersWhereNothingIsStored() {
    String both =
        "{ direct_response: { body: sorry } } }\n"
            + "      - { name: fallback, config: { stale: true }";
    RawClient client = start(both, "");
    store(client, STALE);
    origin.kill();

    assertThat(client.get("/other").read().text()).isEqualTo("sorry");
    assertOld(client.get("/").read());
  }

  @Test
  void withoutItWhatIsStaleIsNotUsed() {
    RawClient client = start("{ direct_response: { body: sorry } }", "");
    store(client, STALE);
    origin.kill();

    assertThat(client.get("/").read().text()).isEqualTo("sorry");
  }
}
