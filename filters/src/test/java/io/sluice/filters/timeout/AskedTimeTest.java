package io.sluice.filters.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskedTimeTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "250, 250",
    "0250, 250",
    "250ms, 250",
    "2s, 2000",
    "999999999, 999999999",
    "999999999s, 999999999000",
  })
  void readsMillisecondsAndDurations(String text, long millis) {
    assertThat(AskedTime.nanos(text)).isEqualTo(millis * 1_000_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0",
        "0ms",
        "-1",
        "+1",
        "1.5s",
        "1e3",
        "ms",
        "s",
        "1m",
        "1h",
        "10 ms",
        "1ss",
        "1smms",
        "1000000000",
        "99999999999999999999",
        "soon",
        "１"
      })
  void cannotReadAnythingElse(String text) {
    assertThat(AskedTime.nanos(text)).isEqualTo(AskedTime.UNREADABLE);
  }
}
