package io.sluice.filters.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.http.WireHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9111 section 4.1. */
class VaryTest {

  @ParameterizedTest(name = "Vary: {0}; {1} / {2}")
  @CsvSource(
      delimiter = '/',
      value = {
        "Foo / Foo: 1 / Foo: 1 / true",
        "Foo / Foo: 1 / Foo: 2 / false",
        "foo / FOO: 1 / Foo: 1 / true",
        "Foo / Foo: 1 / Bar: 1 / false",
        "Foo / Bar: 1 / Bar: 2 / true",
        "Foo / Foo: / Bar: 1 / false",
        "Foo, Bar / Foo: 1|Bar: 2 / Bar: 2|Foo: 1 / true",
        "Foo, Bar / Foo: 1|Bar: 2 / Foo: 1 / false",
        "Foo / Foo: 1, 2 / Foo: 1|Foo: 2 / true",
        "Foo / Foo: 1, 2 / Foo: 1 ,2 / true",
        "Foo / Foo: 1, 2 / Foo: 2, 1 / false",
        "Foo / Foo: a b / Foo: ab / false",
        "Foo / Foo: \"a , b\" / Foo: \"a,b\" / false",
        "Accept-Encoding / Accept-Encoding: gzip, br / Accept-Encoding: br,gzip / true",
        "Accept-Encoding / Accept-Encoding: GZIP / Accept-Encoding: x-gzip;q=0.5 / true",
        "Accept-Encoding / Accept-Encoding: gzip, br;q=0 / Accept-Encoding: gzip / true",
        "Accept-Encoding / Accept-Encoding: gzip / Accept-Encoding: br / false",
        "Accept-Encoding / Accept-Encoding: gzip / Accept: a / false",
        "Accept-Encoding / Accept-Encoding: identity;q=0 / Accept-Encoding: identity / false",
        "Accept-Encoding / Accept-Encoding: * / Accept-Encoding: gzip / false",
        "Accept-Encoding / Accept-Encoding: *, br;q=0 / Accept-Encoding: * / false",
        "Accept-Encoding / Accept-Encoding: *;q=0 / Accept-Encoding: *;q=0, identity / false",
        "Accept-Encoding / Accept-Encoding: gzip, identity / Accept-Encoding: gzip / true",
        "Foo / Foo: a  b / Foo: a b / false",
        "Foo / Foo: a  ,  b / Foo: a,b / true",
      })
  void requestsMatchWhenAllNamedFieldsDo(String names, String one, String other, boolean match) {
    Vary vary = Vary.of(Fields.of("Vary: " + names));
    assertThat(vary.valuesOf(Fields.of(one)).equals(vary.valuesOf(Fields.of(other))))
        .isEqualTo(match);
  }

  /** Who sends blanks must not keep an event loop busy. */
  @Test
  @Timeout(30)
  void aValueCostsWhatItsLengthIs() {
    String blanks = " ".repeat(4 << 20);
    WireHeaders request = new WireHeaders().add("Foo", "a" + blanks + "b");
    assertThat(Vary.of(Fields.of("Vary: Foo")).valuesOf(request)).contains(blanks);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '/',
      value = {
        "Vary: * / true",
        "Vary: a|Vary: * / true",
        "Vary: *, a / true",
        "Vary: a, , b / false",
        "Server: x / false",
      })
  void starIsWhereverItStands(String response, boolean star) {
    assertThat(Vary.of(Fields.of(response)).isStar()).isEqualTo(star);
  }
}
