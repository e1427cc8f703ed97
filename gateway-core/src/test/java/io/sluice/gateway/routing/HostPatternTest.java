package io.sluice.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {

  @ParameterizedTest
  @CsvSource({
    "api.example.com, api.example.com, true",
    "api.example.com, example.com, false",
    "api.example.com, x.api.example.com, false",
    "localhost, localhost, true",
    "[::1], [::1], true",
    "*.example.org, a.example.org, true",
    "*.example.org, a.b.c.example.org, true",
    "*.example.org, example.org, false",
    "*.example.org, .example.org, false",
    "*.example.org, badexample.org, false",
    "*.example.org, a.example.org.evil.test, false",
    "*.org, a.org, true",
    "*.org, '', false",
  })
  void takes(String pattern, String host, boolean expected) {
    assertThat(HostPattern.of(pattern).matches(host)).isEqualTo(expected);
    RouteTable<String> table =
        RouteTable.<String>builder().add("r", 0, Matches.host(pattern).build(), "").build();
    assertThat(table.match(new TestRequest("GET", host, "/")) != null).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "*.", "*foo.test", "a.*.test", "a:80", "a/b", "a b", ".a"})
  void refusesWhatIsNoHost(String text) {
    assertThatThrownBy(() -> HostPattern.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("host: '" + text + "' (expected: a name without port, or *. and a name)");
  }
}
