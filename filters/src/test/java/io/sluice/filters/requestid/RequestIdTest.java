package io.sluice.filters.requestid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.Filter;
import io.sluice.gateway.api.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {

  private static Filter filter(String header, boolean response) {
    return new RequestIdFactory()
        .create(new RequestIdConfig(header, response), FakeExchange.context());
  }

  @Test
  void originAndClientGetTheId() throws Exception {
    Filter filter = filter("x-request-id", true);
    FakeExchange exchange = new FakeExchange();
    assertThat(filter.onRequest(exchange)).isEqualTo(Verdict.CONTINUE);
    assertThat(filter.onResponse(exchange)).isEqualTo(Verdict.CONTINUE);
    assertThat(exchange.requestHeader("x-request-id")).isEqualTo("id-1");
    assertThat(exchange.responseHeader("x-request-id")).isEqualTo("id-1");
  }

  @Test
  void replacesWhatClientAndOriginClaim() throws Exception {
    Filter filter = filter("x-request-id", true);
    FakeExchange exchange =
        new FakeExchange()
            .request("X-Request-Id", "forged")
            .request("x-request-id", "twice")
            .response("X-Request-ID", "the origin's own");
    filter.onRequest(exchange);
    filter.onResponse(exchange);
    assertThat(exchange.requestHeaders().getAll("x-request-id")).containsExactly("id-1");
    assertThat(exchange.responseHeaderLines("x-request-id")).containsExactly("id-1");
  }

  @Test
  void headerCanBeChosen() throws Exception {
    Filter filter = filter("X-Correlation-Id", true);
    FakeExchange exchange = new FakeExchange();
    filter.onRequest(exchange);
    assertThat(exchange.requestHeader("x-correlation-id")).isEqualTo("id-1");
  }

  @Test
  void clientDoesNotGetItWhenToldSo() throws Exception {
    Filter filter = filter("x-request-id", false);
    FakeExchange exchange = new FakeExchange();
    filter.onRequest(exchange);
    filter.onResponse(exchange);
    assertThat(exchange.requestHeader("x-request-id")).isEqualTo("id-1");
    assertThat(exchange.responseHeader("x-request-id")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x id", "host", "content-length"})
  void refusesHeadersThatCannotCarryIt(String header) {
    assertThatThrownBy(() -> filter(header, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("header: ");
  }
}
