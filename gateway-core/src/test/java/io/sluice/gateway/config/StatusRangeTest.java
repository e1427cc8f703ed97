package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusRangeTest {

  @ParameterizedTest
  @CsvSource({"200, 200, 200", "200-299, 200, 299", "100-599, 100, 599", "204-204, 204, 204"})
  void isOneStatusOrSeveral(String text, int from, int to) {
    StatusRange range = StatusRange.parse(text);

    assertThat(range).isEqualTo(new StatusRange(from, to));
    assertThat(StatusRange.parse(range.toString())).isEqualTo(range);
    assertThat(range.contains(from)).isTrue();
    assertThat(range.contains(to)).isTrue();
    assertThat(range.contains(from - 1)).isFalse();
    assertThat(range.contains(to + 1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "99",
        "600",
        "20",
        "2000",
        "200-",
        "-299",
        "200-29",
        "200-600",
        "99-200",
        "299-200",
        "200--299",
        "200-299-300",
        "2xx",
        "+20",
        "200 - 299",
        "\u0662\u0660\u0660"
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> StatusRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }
}
