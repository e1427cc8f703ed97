package io.sluice.filters.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.testkit.GatewayExtension;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.TestGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cache among other filters and routes: who calls, and what the origin is asked for. */
class CacheChainTest {
  private static final MovedClock CLOCK = new MovedClock();

  @RegisterExtension
  static final GatewayExtension gateway =
      GatewayExtension.of(
          """
          routes:
            - id: shared
              match: { path: { prefix: /shared } }
              upstream: origin
              filters: [ { name: who }, { name: cache } ]
            - id: consumer
              match: { path: { prefix: /consumer } }
              upstream: origin
              filters: [ { name: who }, { name: cache, config: { key: { consumer: true } } } ]
            - id: rewritten
              match: { path: { prefix: /rewritten } }
              upstream: origin
              rewrite: { path: "/u/{header.x-user}" }
              filters: [ { name: cache } ]
            - id: behind
              match: { path: { prefix: /behind } }
              upstream: origin
              rewrite: { path: "/u/{header.x-user}" }
              filters:
                - { name: who }
                - { name: cache }
                - { name: headers, config: { request: { set: { x-user: "{consumer}" } } } }
            - id: told
              match: { path: { prefix: /told } }
              upstream: origin
              filters:
                - { name: who }
                - { name: cache }
                - { name: headers, config: { request: { set: { x-who: "{consumer}" } } } }
            - id: wrong
              match: { path: { prefix: /wrong } }
              upstream: origin
              filters: [ { name: cache }, { name: who } ]
          upstreams: [ { id: origin, targets: [ { address: "${origin}" } ] } ]
          """);

  static {
    gateway.setup().filter(new CacheFactory(CLOCK)).filter(Believing.factory());
  }

  @BeforeEach
  void forget() {
    CLOCK.passSeconds(10_000);
  }

  private static void answers(String fields) {
    gateway
        .origin()
        .answer(
            (request, connection) ->
                connection.answer(
                    200, fields + "\r\n", request.target() + " " + request.headers().all("x-who")));
  }

  private static RawResponse get(String path, String... fields) {
    StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: test\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    return gateway.connect().send(head.append("\r\n").toString()).read();
  }

  private static int asked() {
    return gateway.origin().requests().size();
  }

  @Test
  void whatIsSaidToACallerIsNotKeptForOthers() {
    answers("Cache-Control: max-age=10");
    assertThat(get("/shared", "x-caller: ann").header("cache-status"))
        .isEqualTo("sluice; fwd=miss; fwd-status=200; detail=authorization");
    get("/shared", "x-caller: bob");
    get("/shared");
    assertThat(asked()).isEqualTo(3);
  }

  @Test
  void norWhatIsSaidToOneWithoutAName() {
    answers("Cache-Control: max-age=10");
    get("/shared/nameless", "x-caller:");
    get("/shared/nameless", "x-caller:");
    get("/shared/nameless");
    assertThat(asked()).isEqualTo(3);
  }

  /** Where they belong in front. */
  @Test
  void norWhereTheFilterThatKnowsThemStandsBehind() {
    answers("Cache-Control: max-age=10");
    get("/wrong", "x-caller: ann");
    get("/wrong", "x-caller: bob");
    get("/wrong");
    assertThat(asked()).isEqualTo(3);
  }

  @Test
  void unlessTheOriginSaysThatItIsForAll() {
    answers("Cache-Control: public, max-age=10");
    get("/shared/public", "x-caller: ann");
    get("/shared/public", "x-caller: bob");
    get("/shared/public");
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void aKeyWithTheConsumerKeepsForEach() {
    answers("Cache-Control: max-age=10");
    for (int i = 0; i < 2; i++) {
      get("/consumer", "x-caller: ann");
      get("/consumer", "x-caller: bob");
      get("/consumer");
    }
    assertThat(asked()).isEqualTo(3);
    get("/consumer", "x-caller:");
    get("/consumer", "x-caller:");
    assertThat(asked()).as("without a name the key does not tell them apart").isEqualTo(5);
  }

  /** Each would wait for what the other one asks for. */
  @Test
  void aSecondOneInAChainIsRefused() {
    String config =
        """
        default_filters: [ { name: cache } ]
        routes: [ { id: a, upstream: o, filters: [ { name: cache, config: { min_uses: 2 } } ] } ]
        upstreams: [ { id: o, targets: [ { address: "127.0.0.1:1" } ] } ]
        """;
    assertThatThrownBy(() -> TestGateway.of(config).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("routes[0].filters[0].config")
        .hasMessageContaining("stands in this chain already");
  }

  @Test
  void aRewrittenPathTellsRequestsApart() {
    answers("Cache-Control: max-age=10");
    for (int i = 0; i < 2; i++) {
      assertThat(get("/rewritten", "x-user: 1").text()).startsWith("/u/1 ");
      assertThat(get("/rewritten", "x-user: 2").text()).startsWith("/u/2 ");
    }
    assertThat(asked()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"/behind, Vary: Accept", "/told, Vary: X-Who"})
  void whatAFilterBehindTellsTheOriginIsNotKeptForOthers(String path, String vary) {
    answers("Cache-Control: public, max-age=10\r\n" + vary);
    for (int i = 0; i < 2; i++) {
      assertThat(get(path, "x-caller: ann").text()).contains("ann");
      assertThat(get(path, "x-caller: bob").text()).contains("bob");
    }
    assertThat(asked()).isEqualTo(4);
  }
}
