package io.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One cookie or query parameter is found among others, whatever stands around it. */
class CookiesTest {

  @ParameterizedTest(name = "{1} in [{0}] -> [{2}]")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "a=1; b=2      | a  | 1",
        "a=1; b=2      | b  | 2",
        "a=1;b=2       | b  | 2",
        "a=1; a=2      | a  | 1",
        "ab=1; b=2     | b  | 2",
        "a; b=2        | a  | -",
        "a; b=a=3      | a  | -",
        "b=a=3         | b  | a=3",
        "a=\"x y\"     | a  | x y",
        "a=            | a  | ''",
        ";;;a=1        | a  | 1",
        ";;;           | a  | -",
        "A=1           | a  | -"
      })
  void cookies(String field, String name, String value) {
    assertThat(Cookies.find(new WireHeaders().add("cookie", field), name)).isEqualTo(value);
  }

  @ParameterizedTest(name = "{1} in [{0}] -> [{2}]")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "a=1&b=2   | a   | 1",
        "a=1&b=2   | b   | 2",
        "a&b=2     | a   | ''",
        "a&b=2     | b   | 2",
        "b=a=3     | b   | a=3",
        "&&&a=1    | a   | 1",
        "%61=1     | a   | 1",
        "a=x%20y+z | a   | x y z",
        "a=%zz     | a   | %zz",
        "ab=1      | a   | -"
      })
  void queryParameters(String query, String name, String value) {
    assertThat(Queries.find(query, name)).isEqualTo(value);
  }
}
