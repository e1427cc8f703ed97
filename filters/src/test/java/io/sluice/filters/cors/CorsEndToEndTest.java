package io.sluice.filters.cors;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.fake.ChainTester;
import io.sluice.gateway.testkit.Fields;
import io.sluice.gateway.testkit.FilterRequest;
import io.sluice.gateway.testkit.FilterResult;
import io.sluice.gateway.testkit.FilterTester;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorsEndToEndTest {
  private static final String ONE_SITE =
      """
      allow_origins: ["https://app.test"]
      allow_methods: [GET, PUT]
      allow_headers: [x-a]
      expose_headers: [x-b]
      allow_credentials: true
      max_age: 10m
      """;

  private static FilterTester tester(String config) {
    return FilterTester.of(new CorsFactory(), config);
  }

  private static FilterRequest preflight(FilterTester tester, String origin) {
    return tester
        .request("OPTIONS", "/")
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "PUT")
        .header("Access-Control-Request-Headers", "x-a");
  }

  @Test
  void answersThePreflightOfAnAllowedOrigin() {
    try (FilterTester tester = tester(ONE_SITE)) {
      FilterResult result = preflight(tester, "https://app.test").send();
      Fields fields = result.response().headers();
      assertThat(result.status()).isEqualTo(204);
      assertThat(result.reachedOrigin()).isFalse();
      assertThat(fields.all("access-control-allow-origin")).containsExactly("https://app.test");
      assertThat(fields.all("access-control-allow-methods")).containsExactly("GET, PUT");
      assertThat(fields.all("access-control-allow-headers")).containsExactly("x-a");
      assertThat(fields.all("access-control-allow-credentials")).containsExactly("true");
      assertThat(fields.all("access-control-max-age")).containsExactly("600");
      assertThat(fields.first("vary")).isEqualToIgnoringCase("origin");
      assertThat(fields.has("content-length") || fields.has("transfer-encoding")).isFalse();
    }
  }

  @Test
  void answersThePreflightOfAnyOtherOriginWithoutPermission() {
    try (FilterTester tester = tester(ONE_SITE)) {
      FilterResult result = preflight(tester, "https://evil.test").send();
      assertThat(result.status()).isEqualTo(204);
      assertThat(result.reachedOrigin()).isFalse();
      assertThat(result.response().headers().names())
          .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
      assertThat(result.header("vary")).isEqualToIgnoringCase("origin");
    }
  }

  @Test
  void connectionGoesOnAfterAPreflight() {
    try (FilterTester tester = tester(ONE_SITE)) {
      String ask =
          "OPTIONS / HTTP/1.1\r\nHost: test\r\nOrigin: https://app.test\r\n"
              + "Access-Control-Request-Method: PUT\r\n\r\n";
      String put =
          "PUT / HTTP/1.1\r\nHost: test\r\nOrigin: https://app.test\r\nContent-Length: 2\r\n\r\nhi";
      var client = tester.gateway().connect().send(ask + put);
      assertThat(client.read().status()).isEqualTo(204);
      assertThat(client.read().text()).isEqualTo("ok");
      assertThat(tester.origin().takeRequest().text()).isEqualTo("hi");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.test, https://app.test",
    "https://evil.test,",
    "https://app.test.evil.test,",
    "https://APP.test,",
    "null,",
    ",",
  })
  void marksTheResponseForAllowedOriginsOnly(String origin, String allowed) {
    try (FilterTester tester = tester(ONE_SITE)) {
      tester
          .origin()
          .answer(
              (request, to) ->
                  to.answer(
                      200,
                      "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: x-o\r\n"
                          + "Vary: Accept\r\n",
                      "ok"));
      FilterRequest request = tester.request("GET", "/");
      FilterResult result = (origin == null ? request : request.header("Origin", origin)).send();
      Fields fields = result.response().headers();
      assertThat(result.body()).isEqualTo("ok");
      assertThat(fields.first("access-control-allow-origin")).isEqualTo(allowed);
      assertThat(fields.all("access-control-allow-origin")).hasSizeLessThan(2);
      assertThat(fields.first("access-control-expose-headers"))
          .isEqualTo(allowed == null ? null : "x-b");
      assertThat(String.join(",", fields.all("vary")).toLowerCase(Locale.ROOT))
          .contains("accept", "origin");
    }
  }

  @Test
  void scriptsCanReadTheGatewaysOwnErrors() {
    try (FilterTester tester = tester(ONE_SITE)) {
      tester.origin().kill();
      FilterResult result = tester.request("GET", "/").header("origin", "https://app.test").send();
      assertThat(result.status()).isEqualTo(502);
      assertThat(result.header("access-control-allow-origin")).isEqualTo("https://app.test");
    }
  }

  @Test
  void refusalOfAFilterBehindIsMarked() {
    try (ChainTester tester =
        ChainTester.of(
            """
            - { name: cors, config: { allow_origins: ["*"] } }
            - { name: ip_restriction, config: { deny: [127.0.0.0/8] } }
            """)) {
      RawResponse response =
          tester.connect().send("GET / HTTP/1.1\r\nHost: test\r\nOrigin: http://a\r\n\r\n").read();
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(response.headers().has("vary")).isFalse();
    }
  }

  /** As the page says under "Placing it". */
  @ParameterizedTest
  @CsvSource({"'[GET]', 405", "'[GET, OPTIONS]', 204"})
  void routeByMethodsNeedsOptionsForPreflights(String methods, int status) {
    String yaml =
        """
        routes:
          - id: r
            match: { methods: METHODS }
            upstream: origin
            filters: [ { name: cors, config: { allow_origins: ["*"] } } ]
        upstreams:
          - { id: origin, targets: [ { address: "${origin}" } ] }
        """
            .replace("METHODS", methods);
    try (StubOrigin origin = StubOrigin.answering(200, "ok");
        TestGateway gateway = TestGateway.start(yaml, origin)) {
      RawResponse response =
          gateway
              .connect()
              .send(
                  "OPTIONS / HTTP/1.1\r\nHost: test\r\nOrigin: http://a\r\n"
                      + "Access-Control-Request-Method: GET\r\n\r\n")
              .read();
      assertThat(response.status()).isEqualTo(status);
    }
  }
}
