package io.sluice.filters.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's side of the Fetch Standard, section 3.2. */
class CorsTest {
  private static final String APP = "https://app.example.com";

  private static Filter filter(boolean credentials, String... origins) {
    return filter(
        new CorsConfig(
            List.of(origins),
            List.of("GET", "PUT"),
            List.of("content-type", "x-token"),
            List.of("x-total"),
            credentials,
            false,
            Duration.ofMinutes(10)));
  }

  private static Filter mirroring(boolean privateNetwork) {
    return filter(
        new CorsConfig(
            List.of(APP), List.of("*"), List.of("*"), List.of(), true, privateNetwork, null));
  }

  private static Filter filter(CorsConfig config) {
    return new CorsFactory().create(config, FakeExchange.context());
  }

  private static FakeExchange preflight(Filter filter, String origin) throws Exception {
    FakeExchange exchange =
        new FakeExchange()
            .method("OPTIONS")
            .request("Origin", origin)
            .request("Access-Control-Request-Method", "PUT")
            .request("Access-Control-Request-Headers", "authorization,x-token")
            .request("Access-Control-Request-Private-Network", "true");
    assertThat(filter.onRequest(exchange)).isEqualTo(Verdict.DONE);
    assertThat(exchange.status()).isEqualTo(204);
    assertThat(exchange.answers()).isEqualTo(1);
    assertThat(exchange.reply()).isEmpty();
    return exchange;
  }

  private static FakeExchange simple(Filter filter, FakeExchange exchange) throws Exception {
    assertThat(filter.onRequest(exchange)).isEqualTo(Verdict.CONTINUE);
    assertThat(filter.onResponse(exchange)).isEqualTo(Verdict.CONTINUE);
    assertThat(exchange.answers()).isZero();
    return exchange;
  }

  private static FakeExchange get(Filter filter, String origin) throws Exception {
    return simple(filter, new FakeExchange().request("Origin", origin));
  }

  @Test
  void preflightOfAnAllowedOriginIsAnsweredWithTheLists() throws Exception {
    FakeExchange exchange = preflight(filter(true, APP), APP);
    assertThat(exchange.responseHeader("access-control-allow-origin")).isEqualTo(APP);
    assertThat(exchange.responseHeader("access-control-allow-methods")).isEqualTo("GET, PUT");
    assertThat(exchange.responseHeader("access-control-allow-headers"))
        .isEqualTo("content-type, x-token");
    assertThat(exchange.responseHeader("access-control-allow-credentials")).isEqualTo("true");
    assertThat(exchange.responseHeader("access-control-max-age")).isEqualTo("600");
    assertThat(exchange.responseHeader("access-control-expose-headers")).isNull();
    assertThat(exchange.responseHeader("access-control-allow-private-network")).isNull();
    assertThat(exchange.responseHeaderLines("vary")).containsExactly("origin");
  }

  @Test
  void preflightOfAnotherOriginIsAnsweredWithoutPermission() throws Exception {
    FakeExchange exchange = preflight(filter(true, APP), "https://evil.test");
    assertThat(exchange.responseHeaders().names()).containsExactly("vary");
    assertThat(exchange.responseHeaderLines("vary")).containsExactly("origin");
  }

  @Test
  void starMirrorsWhatIsAskedFor() throws Exception {
    FakeExchange exchange = preflight(mirroring(false), APP);
    assertThat(exchange.responseHeader("access-control-allow-methods")).isEqualTo("PUT");
    assertThat(exchange.responseHeader("access-control-allow-headers"))
        .isEqualTo("authorization,x-token");
    assertThat(exchange.responseHeader("access-control-max-age")).isNull();
    assertThat(exchange.responseHeaderLines("vary"))
        .containsExactlyInAnyOrder(
            "origin", "access-control-request-method", "access-control-request-headers");
  }

  @Test
  void doesNotMirrorWhatIsNoToken() throws Exception {
    FakeExchange exchange =
        new FakeExchange()
            .method("OPTIONS")
            .request("Origin", APP)
            .request("Access-Control-Request-Method", "PUT<script>")
            .request("Access-Control-Request-Headers", "x-a; \"b\"");
    mirroring(false).onRequest(exchange);
    assertThat(exchange.responseHeader("access-control-allow-origin")).isEqualTo(APP);
    assertThat(exchange.responseHeader("access-control-allow-methods")).isNull();
    assertThat(exchange.responseHeader("access-control-allow-headers")).isNull();
  }

  @Test
  void privateNetworkIsGrantedWhereItIsAllowedAndAskedFor() throws Exception {
    assertThat(
            preflight(mirroring(true), APP).responseHeader("access-control-allow-private-network"))
        .isEqualTo("true");
    FakeExchange unasked =
        new FakeExchange()
            .method("OPTIONS")
            .request("Origin", APP)
            .request("Access-Control-Request-Method", "GET");
    mirroring(true).onRequest(unasked);
    assertThat(unasked.responseHeader("access-control-allow-private-network")).isNull();
  }

  @Test
  void optionsThatIsNoPreflightGoesToTheOrigin() throws Exception {
    Filter filter = filter(false, APP);
    simple(filter, new FakeExchange().method("OPTIONS").request("Origin", APP));
    simple(
        filter,
        new FakeExchange().method("OPTIONS").request("Access-Control-Request-Method", "PUT"));
    simple(
        filter,
        new FakeExchange().request("Origin", APP).request("Access-Control-Request-Method", "PUT"));
  }

  @Test
  void responseToAnAllowedOriginIsMarked() throws Exception {
    FakeExchange exchange = get(filter(true, APP, "https://other.test"), APP);
    assertThat(exchange.responseHeader("access-control-allow-origin")).isEqualTo(APP);
    assertThat(exchange.responseHeader("access-control-allow-credentials")).isEqualTo("true");
    assertThat(exchange.responseHeader("access-control-expose-headers")).isEqualTo("x-total");
    assertThat(exchange.responseHeader("access-control-allow-methods")).isNull();
    assertThat(exchange.responseHeaderLines("vary")).containsExactly("origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.test", "null", "", "https://app.example.com.evil.test"})
  void responseToAnotherOriginIsNot(String origin) throws Exception {
    FakeExchange exchange = get(filter(true, APP), origin);
    assertThat(exchange.responseHeaders().names()).containsExactly("vary");
  }

  @Test
  void requestWithoutOriginGetsNoMarkButVaries() throws Exception {
    FakeExchange exchange = simple(filter(true, APP), new FakeExchange());
    assertThat(exchange.responseHeaders().names()).containsExactly("vary");
  }

  @Test
  void anyOriginMakesOneAnswerForAll() throws Exception {
    for (FakeExchange exchange :
        List.of(get(filter(false, "*"), APP), simple(filter(false, "*"), new FakeExchange()))) {
      assertThat(exchange.responseHeader("access-control-allow-origin")).isEqualTo("*");
      assertThat(exchange.responseHeader("vary")).isNull();
    }
    FakeExchange preflight = preflight(filter(false, "*"), APP);
    assertThat(preflight.responseHeader("access-control-allow-origin")).isEqualTo("*");
    assertThat(preflight.responseHeader("vary")).isNull();
  }

  @Test
  void whatTheOriginServerSaysAboutCorsIsReplaced() throws Exception {
    FakeExchange exchange =
        new FakeExchange()
            .request("Origin", "https://evil.test")
            .response("Access-Control-Allow-Origin", "https://evil.test")
            .response("Access-Control-Allow-Origin", "*")
            .response("Access-Control-Allow-Credentials", "true")
            .response("Access-Control-Expose-Headers", "*")
            .response("Access-Control-Max-Age", "1")
            .response("Vary", "Accept, Origin");
    simple(filter(true, APP), exchange);
    assertThat(exchange.responseHeaders().names()).containsExactly("Vary");
    assertThat(exchange.responseHeaderLines("vary")).containsExactly("Accept, Origin");
  }

  @Test
  void originIsReadBeforeALaterFilterTakesItOut() throws Exception {
    Filter filter = filter(true, APP);
    FakeExchange exchange = new FakeExchange().request("Origin", APP);
    filter.onRequest(exchange);
    exchange.requestHeaders().remove("origin");
    filter.onResponse(exchange);
    assertThat(exchange.responseHeader("access-control-allow-origin")).isEqualTo(APP);
  }

  @Test
  void nullOriginIsAllowedOnlyWhereItIsListed() throws Exception {
    assertThat(get(filter(false, "null"), "null").responseHeader("access-control-allow-origin"))
        .isEqualTo("null");
  }

  @Test
  void refusesAnyOriginWithCredentials() {
    assertThatThrownBy(() -> filter(true, APP, "*"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("allow_credentials: true with allow_origins [\"*\"]");
  }

  @Test
  void refusesToExposeAllWithCredentials() {
    CorsConfig config =
        new CorsConfig(List.of(APP), List.of(), List.of(), List.of("*"), true, false, null);
    assertThatThrownBy(() -> filter(config)).hasMessageStartingWith("expose_headers: * with");
  }

  @Test
  void refusesNamesThatAreNoTokens() {
    CorsConfig config =
        new CorsConfig(
            List.of(APP), List.of("GET", "P T"), List.of(), List.of(), true, false, null);
    assertThatThrownBy(() -> filter(config)).hasMessageStartingWith("allow_methods[1]: 'P T'");
  }
}
