package io.sluice.filters.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.fake.FakeExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialPlaceTest {

  @ParameterizedTest
  @CsvSource({
    "key=1, ''",
    "a=1&key=2&b=3, a=1&b=3",
    "key=1&a=2, a=2",
    "a=2&key=1, a=2",
    "key, ''",
    "a=&key=&b, a=&b",
    "k%65y=1&a=2, a=2",
    "keys=1, keys=1",
    "a=key, a=key",
    "key=1&key=2, ''",
    "a=1&&b=2, a=1&&b=2",
  })
  void takesAParameterOutOfTheQuery(String query, String rest) {
    FakeExchange exchange = new FakeExchange().query(query);

    CredentialPlace.query("key").hide(exchange);

    String forwarded = exchange.forwardQuery();
    assertThat(forwarded == null ? "" : forwarded).isEqualTo(rest);
  }

  @ParameterizedTest
  @CsvSource({
    "key=1, false",
    "key=1&key=2, true",
    "key=1&k%65y=2, true",
    "key=1&keys=2, false",
    "key=1&key, true",
  })
  void seesAParameterThatIsThereTwice(String query, boolean repeated) {
    FakeExchange exchange = new FakeExchange().query(query);

    assertThat(CredentialPlace.query("key").isRepeated(exchange)).isEqualTo(repeated);
  }

  @ParameterizedTest
  @CsvSource({
    "sid=1,",
    "'a=1; sid=2; b=3', 'a=1; b=3'",
    "'sid=1;a=2', a=2",
    "'asid=1', asid=1",
    "'sid=1; sid=2; a=\"x\"', 'a=\"x\"'",
  })
  void takesACookieOutOfItsField(String field, @Nullable String rest) {
    FakeExchange exchange = new FakeExchange().request("cookie", field);

    CredentialPlace.cookie("sid").hide(exchange);

    assertThat(exchange.requestHeaders().get("cookie")).isEqualTo(rest);
  }

  @Test
  void takesACookieOutOfSeveralFields() {
    FakeExchange exchange =
        new FakeExchange().request("cookie", "a=1; sid=2").request("cookie", "sid=3; b=4");

    CredentialPlace place = CredentialPlace.cookie("sid");
    assertThat(place.isRepeated(exchange)).isTrue();
    place.hide(exchange);

    assertThat(exchange.requestHeaders().getAll("cookie")).containsExactly("a=1; b=4");
  }

  @Test
  void seesAFieldThatIsThereTwice() {
    CredentialPlace place = CredentialPlace.header("x-key");
    FakeExchange exchange = new FakeExchange().request("x-key", "1");

    assertThat(place.isRepeated(exchange)).isFalse();
    exchange.request("X-Key", "2");
    assertThat(place.isRepeated(exchange)).isTrue();
    place.hide(exchange);
    assertThat(exchange.requestHeaders().contains("x-key")).isFalse();
  }
}
