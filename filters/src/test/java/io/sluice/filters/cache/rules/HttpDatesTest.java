package io.sluice.filters.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 section 5.6.7. */
class HttpDatesTest {
  private static final long NOW = 1_790_000_000; // in 2026

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sun, 06 Nov 1994 08:49:37 GMT | 784111777",
        "Sunday, 06-Nov-94 08:49:37 GMT | 784111777",
        "Sun Nov  6 08:49:37 1994 | 784111777",
        "Wed Nov 16 08:49:37 1994 | 784975777",
        "Thu, 01 Jan 1970 00:00:00 GMT | 0",
        "Fri, 31 Dec 9999 23:59:59 GMT | 253402300799",
        "Sat, 31 Dec 2016 23:59:60 GMT | 1483228799",
        "Wednesday, 01-Jan-75 00:00:00 GMT | 3313526400", // within fifty years
        "Friday, 01-Jan-99 00:00:00 GMT | 915148800",
      })
  void readsTheThreeForms(String text, long seconds) {
    assertThat(HttpDates.parse(text, NOW)).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "never",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0100",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 1994 08.49.37 GMT",
        "Sun, 06 Nov 1994 08:49:75 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "06 Nov 1994 08:49:37 GMT 1234",
        "Sun Nov  6 08:49:37 94 1994",
        "Sunday, 06 Nov 94 08:49:37 GMT",
      })
  void takesNothingElseForADate(String text) {
    assertThat(HttpDates.parse(text, NOW)).isEqualTo(HttpDates.NONE);
  }
}
