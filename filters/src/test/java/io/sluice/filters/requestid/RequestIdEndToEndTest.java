package io.sluice.filters.requestid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.ChainTester;
import io.sluice.gateway.testkit.FilterResult;
import io.sluice.gateway.testkit.FilterTester;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.ReceivedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdEndToEndTest {

  @Test
  void clientAndOriginGetTheSameNewIdForEachRequest() {
    try (FilterTester tester = FilterTester.of(new RequestIdFactory(), "")) {
      FilterResult first = tester.request("GET", "/").send();
      FilterResult second = tester.request("GET", "/").send();
      assertThat(first.header("x-request-id")).matches("[!-~]{8,128}");
      assertThat(first.origin().headers().all("x-request-id"))
          .containsExactly(first.header("x-request-id"));
      assertThat(second.header("x-request-id")).isNotEqualTo(first.header("x-request-id"));
    }
  }

  @Test
  void replacesWhatAStrangerAndWhatTheOriginClaim() {
    try (FilterTester tester = FilterTester.of(new RequestIdFactory(), "")) {
      tester.origin().answer((request, to) -> to.answer(200, "X-Request-ID: origins\r\n", "ok"));
      FilterResult result =
          tester
              .request("GET", "/")
              .header("X-Request-Id", "mine")
              .header("x-request-id", "mine too")
              .send();
      String id = result.header("x-request-id");
      assertThat(id).doesNotContain("mine");
      assertThat(result.response().headers().all("x-request-id")).containsExactly(id);
      assertThat(result.origin().headers().all("x-request-id")).containsExactly(id);
    }
  }

  @Test
  void keepsTheIdThatATrustedProxyBrings() {
    try (ChainTester tester = trusting()) {
      RawResponse response = get(tester, "abc-123/Z~!");
      assertThat(response.header("x-request-id")).isEqualTo("abc-123/Z~!");
      assertThat(tester.origin().takeRequest().headers().all("x-request-id"))
          .containsExactly("abc-123/Z~!");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "tab\there", "caf\u00e9", "LONG"})
  void replacesAnUnusableIdEvenOfATrustedProxy(String id) {
    String sent = id.equals("LONG") ? "x".repeat(129) : id;
    try (ChainTester tester = trusting()) {
      String made = get(tester, sent).header("x-request-id");
      assertThat(made).matches("[!-~]{8,128}").isNotEqualTo(sent);
      assertThat(tester.origin().takeRequest().headers().first("x-request-id")).isEqualTo(made);
    }
  }

  private static ChainTester trusting() {
    return ChainTester.behindTrustedProxy("[127.0.0.0/8]", "- name: request_id");
  }

  private static RawResponse get(ChainTester tester, String id) {
    return tester
        .connect()
        .send("GET / HTTP/1.1\r\nHost: test\r\nX-Request-Id: " + id + "\r\n\r\n")
        .read();
  }

  @Test
  void writesAFieldOfAnotherNameBesideTheGatewaysOwn() {
    try (FilterTester tester =
        FilterTester.of(new RequestIdFactory(), "{ header: x-trace, response: false }")) {
      FilterResult result = tester.request("GET", "/").header("x-trace", "mine").send();
      ReceivedRequest seen = result.origin();
      assertThat(seen.headers().all("x-trace"))
          .containsExactly(seen.headers().first("x-request-id"));
      assertThat(result.header("x-trace")).isNull();
      assertThat(result.header("x-request-id")).isNull();
    }
  }

  @Test
  void errorCarriesTheIdThatItsProblemNames() {
    try (FilterTester tester = FilterTester.of(new RequestIdFactory(), "")) {
      tester.origin().kill();
      FilterResult result = tester.request("GET", "/").send();
      assertThat(result.status()).isEqualTo(502);
      assertThat(result.body())
          .contains("\"request_id\":\"" + result.header("x-request-id") + "\"");
    }
  }

  @Test
  void refusesAFieldThatTheGatewayWritesItself() {
    assertThatThrownBy(() -> FilterTester.of(new RequestIdFactory(), "header: Content-Length"))
        .hasMessageContaining("routes[0].filters[0].config")
        .hasMessageContaining("header: Content-Length (expected: an end-to-end field");
  }
}
