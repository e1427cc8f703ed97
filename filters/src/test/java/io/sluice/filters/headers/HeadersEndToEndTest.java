package io.sluice.filters.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.ChainTester;
import io.sluice.gateway.testkit.Fields;
import io.sluice.gateway.testkit.FilterResult;
import io.sluice.gateway.testkit.FilterTester;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The strict readers of the test kit fail on every byte that could break out of a field line. */
class HeadersEndToEndTest {

  private static FilterTester tester(String config) {
    return FilterTester.of(new HeadersFactory(), config);
  }

  @Test
  void editsRequestsOnTheirWayToTheOrigin() {
    try (FilterTester tester =
        tester(
            """
            request:
              remove: [x-gone]
              set: { X-Set: new, x-empty: "" }
              add: { x-added: more }
              default: { x-there: unused, x-absent: used }
            """)) {
      Fields seen =
          tester
              .request("GET", "/")
              .header("X-Gone", "1")
              .header("x-gone", "2")
              .header("x-set", "old")
              .header("x-set", "older")
              .header("x-added", "one")
              .header("x-there", "kept")
              .send()
              .origin()
              .headers();
      assertThat(seen.has("x-gone")).isFalse();
      assertThat(seen.all("x-set")).containsExactly("new");
      assertThat(seen.names()).contains("X-Set");
      assertThat(seen.all("x-empty")).containsExactly("");
      assertThat(seen.all("x-added")).containsExactly("one", "more");
      assertThat(seen.all("x-there")).containsExactly("kept");
      assertThat(seen.all("x-absent")).containsExactly("used");
    }
  }

  @Test
  void editsResponsesWhateverTheirStatusAndMethod() {
    try (FilterTester tester =
        tester(
            """
            response:
              remove: [server, x-powered-by]
              set: { x-frame-options: DENY }
              add: { set-cookie: "route={route}" }
            """)) {
      for (int status : new int[] {200, 204, 304, 404, 503}) {
        tester
            .origin()
            .answer(
                (request, to) ->
                    to.answer(status, "Server: a\r\nX-Powered-By: b\r\nSet-Cookie: c=d\r\n", ""));
        for (String method : new String[] {"GET", "HEAD"}) {
          FilterResult result = tester.request(method, "/").send();
          Fields fields = result.response().headers();
          assertThat(result.status()).isEqualTo(status);
          assertThat(fields.has("server") || fields.has("x-powered-by")).isFalse();
          assertThat(fields.all("x-frame-options")).containsExactly("DENY");
          assertThat(fields.all("set-cookie")).containsExactly("c=d", "route=test");
        }
      }
      tester.origin().kill();
      FilterResult refused = tester.request("GET", "/").send();
      assertThat(refused.status()).isEqualTo(502);
      assertThat(refused.header("x-frame-options")).isEqualTo("DENY");
    }
  }

  @Test
  void everyVariableHasItsValueInBothDirections() {
    String all =
        "{method} {scheme} {host} {path} {query} {client_ip} {route} {request_id} {header.x-h}"
            + " {cookie.c} {query.q} {path.id}";
    String yaml =
        """
        routes:
          - id: users
            match: { path: { template: "/users/{id}" } }
            upstream: origin
            filters:
              - name: headers
                config: { request: { set: { x-all: "ALL" } }, response: { set: { x-all: "ALL {upstream}" } } }
        upstreams:
          - { id: origin, targets: [ { address: "${origin}" } ] }
        """
            .replace("ALL", all);
    try (ChainTester origin = ChainTester.of("- name: request_id");
        TestGateway gateway = TestGateway.start(yaml, origin.origin())) {
      RawResponse response =
          gateway
              .connect()
              .send(
                  "GET /users/7?q=a%20b&q=c HTTP/1.1\r\nHost: Api.Test:80\r\nx-h: hv\r\n"
                      + "Cookie: c=cv\r\n\r\n")
              .read();
      Fields seen = origin.origin().takeRequest().headers();
      String expected =
          "GET http api.test /users/7 q=a%20b&q=c 127.0.0.1 users "
              + seen.first("x-request-id")
              + " hv cv a b 7";
      assertThat(seen.first("x-all")).isEqualTo(expected);
      assertThat(response.header("x-all")).isEqualTo(expected + " origin");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "%0d%0aSet-Cookie:%20evil=1 | Set-Cookie: evil=1",
        "a%0ab                      | a b",
        "a%0db                      | a b",
        "a%00b                      | a b",
        "a%7fb                      | a b",
        "a%C4%8ASet-Cookie:%20e=1   | a?Set-Cookie: e=1", // U+010A: its low byte is a line feed
        "a%C4%8Db                   | a?b",
        "a%F0%9F%98%80b             | a??b",
        "%0d%0a%0d%0aHTTP/1.1%20200 | HTTP/1.1 200",
        "a%09b                      | \"a\tb\"",
      })
  void hostileValueStaysInItsLine(String value, String expected) {
    try (FilterTester tester =
        tester(
            "{ request: { set: { x-q: '{query.q}' } }, response: { set: { x-q: '{query.q}' } } }")) {
      FilterResult result = tester.request("GET", "/?q=" + value).send();
      assertThat(result.origin().headers().first("x-q")).isEqualTo(expected);
      assertThat(result.header("x-q")).isEqualTo(expected);
      assertThat(result.response().headers().has("set-cookie")).isFalse();
      assertThat(tester.origin().violations()).isEmpty();
    }
  }

  @Test
  void bytesBeyondAsciiInAFieldPassAsTheyAre() {
    try (FilterTester tester = tester("request: { set: { x-copy: '{header.x-raw}' } }")) {
      Fields seen =
          tester.request("GET", "/").header("x-raw", "caf\u00e9 \u0080").send().origin().headers();
      assertThat(seen.first("x-copy")).isEqualTo("caf\u00e9 \u0080");
    }
  }

  @Test
  void clientCannotPutItsOwnInThePlaceOfAMissingValue() {
    try (FilterTester tester = tester("request: { set: { x-user: '{consumer}' } }")) {
      Fields seen = tester.request("GET", "/").header("X-User", "admin").send().origin().headers();
      assertThat(seen.has("x-user")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'request: { set: { transfer-encoding: chunked } }', 'request.set: transfer-encoding'",
    "'response: { add: { Content-Length: 5 } }', 'response.add: Content-Length'",
    "'request: { set: { host: a } }', 'rewrite.host'",
    "'response: { set: { x-a: \"{nope}\" } }', 'unknown variable {nope}'",
  })
  void whatCannotBeEditedIsAConfigErrorWithItsPath(String config, String message) {
    assertThatThrownBy(() -> tester(config))
        .hasMessageContaining("routes[0].filters[0].config")
        .hasMessageContaining(message);
  }
}
