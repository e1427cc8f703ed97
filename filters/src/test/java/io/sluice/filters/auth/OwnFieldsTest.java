package io.sluice.filters.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.filters.fake.FakeExchange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnFieldsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-consumer-id",
        "X-Consumer-ID",
        "x_consumer_id",
        "x-consumer_id",
        "X_Consumer-Id"
      })
  void takesAwayWhatOriginsCouldTakeForIt(String sent) {
    FakeExchange exchange = new FakeExchange().request(sent, "root").request("x-other", "1");

    OwnFields.of(List.of("x-consumer-id")).cleanse(exchange);

    assertThat(exchange.requestHeaders().names()).containsExactly("x-other");
  }

  @Test
  void refusesNamesWithMoreTwinsThanItCouldTakeAway() {
    assertThatThrownBy(() -> OwnFields.of(List.of("a-b-c-d-e-f")))
        .hasMessage("a-b-c-d-e-f (expected: a field name with at most 4 hyphens)");
  }
}
