package io.sluice.filters.timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.FakeExchange;
import io.sluice.gateway.api.Filter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutFilterTest {

  /** Times in milliseconds; 0 as a result: for ever. */
  @ParameterizedTest
  @CsvSource({
    // route, request, asked, result
    "15000, , , 15000",
    "15000, 20000, , 20000",
    "15000, 0, , 0",
    "15000, , 500, 500",
    "15000, , 500ms, 500",
    "15000, , 2s, 2000",
    "15000, , 20s, 15000",
    "15000, 20000, 18s, 18000",
    "15000, 1000, 2s, 1000",
    "0, , 2s, 2000",
    "15000, 0, 20s, 20000",
    "15000, , soon, 15000",
    "15000, , 0, 15000",
  })
  void takesTheShorterOfWhatHoldsAndWhatIsAsked(
      long route, Long request, String asked, long expected) throws Exception {
    FakeExchange exchange = new FakeExchange();
    exchange.timeouts(Duration.ofMillis(route).toNanos(), 0);
    if (asked != null) {
      exchange.request("X-Timeout", asked);
    }
    Duration configured = request == null ? null : Duration.ofMillis(request);
    Filter filter =
        new TimeoutFactory()
            .create(new TimeoutConfig(configured, null, "x-timeout"), FakeExchange.context());

    filter.onRequest(exchange);

    assertThat(exchange.remainingNanos())
        .isEqualTo(expected == 0 ? Long.MAX_VALUE : Duration.ofMillis(expected).toNanos());
    boolean unreadable = asked != null && (asked.equals("soon") || asked.equals("0"));
    assertThat(exchange.notes()).isEqualTo(unreadable ? List.of("timeout=unreadable") : List.of());
  }

  @Test
  void hasToDoSomething() {
    assertThatThrownBy(
            () ->
                new TimeoutFactory()
                    .create(new TimeoutConfig(null, null, null), FakeExchange.context()))
        .hasMessage("request: none (expected: one of request, idle, header)");
  }
}
