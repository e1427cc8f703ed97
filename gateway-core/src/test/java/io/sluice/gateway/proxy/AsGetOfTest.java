package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Identity;
import io.sluice.gateway.api.Verdict;
import io.sluice.gateway.testkit.FixedFilter;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.TestGateway;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A filter learns what its client's GET of another target would be. */
class AsGetOfTest {
  private static final String YAML =
      """
      server: { workers: 1 }
      routes:
        - id: forwards
          match: { path: { prefix: /forwards } }
          filters: [ { name: looks } ]
          upstream: origin
        - id: write
          match: { path: { prefix: / }, methods: [POST] }
          filters: [ { name: looks } ]
          direct_response: { status: 200, body: "written" }
        - id: %s
          match: { path: { template: "/shop/{what}" }, methods: [GET] }
          rewrite: { path: "/{what}/{header.x-part}" }
          upstream: origin
        - id: stripped
          match: { path: { prefix: /api }, headers: [ { name: x-tenant, exact: blue } ] }
          rewrite: { strip_prefix: /api }
          upstream: origin
      upstreams: [ { id: origin, targets: [ { address: "127.0.0.1:9" } ] } ]
      """;

  private volatile String target = "/";
  private final CompletableFuture<Exchange> paused = new CompletableFuture<>();
  private final TestGateway gateway =
      TestGateway.of(YAML.formatted("item")).filter(FixedFilter.of("looks", new Looks())).start();

  private final class Looks implements Filter {
    @Override
    public Verdict onRequest(Exchange exchange) {
      return look(exchange);
    }
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private Verdict look(Exchange exchange) {
    exchange.identity(Identity.of("ann"));
    if (exchange.path().endsWith("/wait")) {
      paused.complete(exchange);
      return Verdict.PAUSE;
    }
    exchange.responseHeaders().set("x-seen", told(exchange.asGetOf(target)));
    return Verdict.CONTINUE;
  }

  private static String told(@Nullable Exchange get) {
    return get == null
        ? "none"
        : String.join(
            " ",
            get.method(),
            get.routeId(),
            get.host(),
            get.path(),
            get.originPath(),
            Objects.requireNonNullElse(get.forwardQuery(), "-"),
            Objects.requireNonNullElse(get.consumer(), "-"));
  }

  private String post(String path) {
    String fields = "Host: a.example\r\nX-Part: 7\r\nX-Tenant: blue\r\nContent-Length: 2\r\n\r\nhi";
    String head = "POST " + path + " HTTP/1.1\r\n" + fields;
    return Objects.requireNonNull(gateway.connect().send(head).read().header("x-seen"));
  }

  @ParameterizedTest
  @CsvSource({
    "/shop/tea?a=1,     GET item a.example /shop/tea /tea/7 a=1 ann",
    "/shop/x/../t%65a,  GET item a.example /shop/tea /tea/7 - ann",
    "/api/x,            GET stripped a.example /api/x /x - ann",
    "/other,            none",
    "/../up,            none",
  })
  void onTheRouteThatTakesIt(String asked, String seen) {
    target = asked;
    assertThat(post("/anything")).isEqualTo(seen);
  }

  @Test
  void onTheRoutesOfTheConfigInForceByNow() throws Exception {
    var client = gateway.connect().send("POST /wait HTTP/1.1\r\nHost: a.example\r\n\r\n");
    Exchange waits = paused.get(10, TimeUnit.SECONDS);
    gateway.reload(YAML.formatted("renamed"));
    CompletableFuture<String> seen = new CompletableFuture<>();
    waits
        .executor()
        .execute(
            () -> {
              seen.complete(told(waits.asGetOf("/shop/tea")));
              waits.resume();
            });
    assertThat(seen.get(10, TimeUnit.SECONDS)).startsWith("GET renamed a.example /shop/tea");
    assertThat(client.read().text()).isEqualTo("written");
  }

  @Test
  void whatIsDoneWithItGoesNowhere() throws Exception {
    var client = gateway.connect().send("POST /wait HTTP/1.1\r\nHost: a.example\r\n\r\n");
    Exchange waits = paused.get(10, TimeUnit.SECONDS);
    waits
        .executor()
        .execute(
            () -> {
              Exchange get = Objects.requireNonNull(waits.asGetOf("/shop/tea"));
              get.requestHeaders().set("x-part", "8");
              get.reply(418, "text/plain", Unpooled.copiedBuffer(new byte[] {'n', 'o'}));
              waits.resume();
            });
    assertThat(client.read().text()).isEqualTo("written");
    assertThat(gateway.metric("sluice_inflight{route=\"item\"}")).isZero();
  }

  /** RFC 9110 section 7.6.2; what is allowed is so by the routes in force by now, too. */
  @Test
  void theLastHopOfARequestThatAReloadHasOvertakenIsAnswered() throws Exception {
    var client =
        gateway
            .connect()
            .send("OPTIONS /forwards/wait HTTP/1.1\r\nHost: a.example\r\nMax-Forwards: 0\r\n\r\n");
    Exchange waits = paused.get(10, TimeUnit.SECONDS);
    gateway.reload(YAML.formatted("renamed"));
    waits.executor().execute(waits::resume);
    RawResponse response = client.read();
    assertThat(response.status()).isLessThan(300);
    assertThat(response.header("allow")).contains("POST");
  }
}
