package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 9111 section 4.4 speaks of addresses: what is changed on one route is gone on the one that
 * reads it.
 */
class OtherRouteTest {
  private static final String YAML =
      """
      routes:
        - id: write
          match: { path: { prefix: /api }, methods: [POST, PUT] }
          upstream: origin
          filters: [ { name: cache } ]
        - id: read
          match: { path: { prefix: /api } }
          rewrite: { strip_prefix: /api }
          upstream: origin
          filters:
            - { name: cache, config: { key: { query: { ignore: [utm] }, headers: [x-lang] }, %s } }
        - id: uncached
          match: { path: { prefix: / } }
          upstream: origin
      upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
      """;

  private final AtomicInteger answers = new AtomicInteger();
  private volatile String also = "";
  private final StubOrigin origin =
      StubOrigin.start(
          (request, connection) ->
              connection.answer(
                  200, "Cache-Control: max-age=60\r\n" + also, "" + answers.incrementAndGet()));
  private final TestGateway gateway = TestGateway.of(YAML.formatted("")).origins(origin).start();

  @AfterEach
  void close() {
    gateway.close();
    origin.close();
  }

  private RawResponse ask(String method, String target) {
    String fields = " HTTP/1.1\r\nHost: a.example\r\nX-Lang: de\r\nContent-Length: 0\r\n\r\n";
    return gateway.connect().send(method + ' ' + target + fields).read();
  }

  private String get(String target) {
    return ask("GET", target).text();
  }

  /** A change whose answer has these lines. */
  private void orderNaming(String lines) {
    also = lines;
    assertThat(ask("POST", "/api/orders").status()).isEqualTo(200);
    also = "";
  }

  @Test
  void itsOwnAddress() {
    assertThat(get("/api/tea?a=1&utm=x")).isEqualTo("1");
    assertThat(get("/api/tea?a=1&utm=y")).isEqualTo("1");
    ask("PUT", "/api/tea?a=1");
    assertThat(get("/api/tea?a=1")).isEqualTo("3");
  }

  @Test
  void whatLocationAndContentLocationName() {
    assertThat(get("/api/tea") + get("/api/pot")).isEqualTo("12");
    orderNaming("Location: tea\r\nContent-Location: http://A.example:80/api/x/../pot\r\n");
    assertThat(get("/api/tea") + get("/api/pot")).isEqualTo("45");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/orders?a=1, ?a=1",
    "/api/orders?a=/../b, ?a=/../b",
    "/api/tea, http://a.example:/api/tea",
    "/api/tea?b=2, //a.example/api/tea?b=2#part",
  })
  void referencesAreResolvedAsRfc3986Says(String stored, String location) {
    assertThat(get(stored)).isEqualTo("1");
    orderNaming("Location: " + location + "\r\n");
    assertThat(get(stored)).isEqualTo("3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://b.example/api/tea",
        "http://a.example:81/api/tea",
        "https://a.example/api/tea",
        "http://a.example@b.example/api/tea",
        "http://[/api/tea",
      })
  void noneOfAnotherHost(String location) {
    assertThat(get("/api/tea")).isEqualTo("1");
    orderNaming("Location: " + location + "\r\n");
    assertThat(get("/api/tea")).isEqualTo("1");
  }

  @Test
  void onARouteThatRewritesPathsAlsoForItsOwnRequests() {
    gateway.reload(YAML.formatted("").replace("methods: [POST, PUT]", "methods: [PUT]"));
    assertThat(get("/api/tea")).isEqualTo("1");
    orderNaming("Location: /api/tea\r\n");
    assertThat(get("/api/tea")).isEqualTo("3");
  }

  @Test
  void byTheRulesOfTheConfigInForce() {
    gateway.reload(YAML.formatted("min_uses: 1").replace("ignore: [utm]", "only: [a]"));
    assertThat(get("/api/tea?a=1&b=2")).isEqualTo("1");
    ask("POST", "/api/tea?a=1");
    assertThat(get("/api/tea?a=1&b=3")).isEqualTo("3");
  }

  @Test
  void whatFiltersInFrontTakeOutIsNoPartOfTheAddress() {
    gateway.reload(
        """
        consumers: [ { id: ann, credentials: [ { key: k-0123456789abcdef0123 } ] } ]
        default_filters: [ { name: key_auth, config: { in: query, name: api_key } } ]
        """
            + YAML.formatted("min_uses: 1"));
    also = "CDN-Cache-Control: max-age=60\r\n";
    String key = "&api_key=k-0123456789abcdef0123";
    assertThat(get("/api/tea?a=1" + key)).isEqualTo("1");
    assertThat(get("/api/tea?a=1" + key)).isEqualTo("1");
    ask("PUT", "/api/tea?a=1" + key);
    assertThat(get("/api/tea?a=1" + key)).isEqualTo("3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example:80", "a.example.", "A.example"})
  void anotherWayToSayTheHostIsTheSameAddress(String host) {
    String asked = "GET /api/tea HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    assertThat(gateway.connect().send(asked).read().text()).isEqualTo("1");
    assertThat(gateway.connect().send(asked).read().text()).isEqualTo("1");
    ask("PUT", "/api/tea");
    Await.until("it is gone", () -> gateway.connect().send(asked).read().text().equals("3"));
  }

  @Test
  void whereNobodyCachesNothingHappens() {
    assertThat(get("/api/tea")).isEqualTo("1");
    orderNaming("Location: /else\r\n");
    assertThat(get("/api/tea")).isEqualTo("1");
  }
}
