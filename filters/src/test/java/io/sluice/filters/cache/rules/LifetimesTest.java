package io.sluice.filters.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifetimesTest {
  /** Sun, 06 Nov 1994 08:49:37 GMT. */
  private static final long NOW = 784_111_777_000L;

  private static final String DATE = "Date: Sun, 06 Nov 1994 08:49:37 GMT";

  private static long of(Lifetimes lifetimes, int status, String fields) {
    HttpHeaders response = Fields.of(DATE + "|" + fields);
    return lifetimes.of(status, response, ResponseDirectives.of(response), NOW);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "9111 4.2.1; Cache-Control: max-age=60; 60",
        "9111 4.2.1; Cache-Control: MAX-AGE=60; 60",
        "9111 4.2.1; Cache-Control: foo, max-age=60 , bar; 60",
        "9111 4.2.1; Cache-Control: foo|Cache-Control: max-age=60; 60",
        "9111 4.2.1; Cache-Control: max-age=60, s-maxage=10; 10",
        "9111 4.2.1; Cache-Control: max-age=60, max-age=10; 60",
        "9111 4.2.1; Cache-Control: max-age=abc; 0",
        "9111 4.2.1; Cache-Control: max-age=1.5; 0",
        "9111 4.2.1; Cache-Control: max-age=-1; 0",
        "9111 4.2.1; Cache-Control: max-age; 0",
        "9111 4.2.1; Cache-Control: max-age= 60; 0",
        "9111 5.2; Cache-Control: max-age=\"60\"; 60",
        "9111 5.2; Cache-Control: a=\"max-age=10, b\", max-age=60; 60",
        "9111 1.2.2; Cache-Control: max-age=99999999999999999999; 2147483647",
        "9111 1.2.2; Cache-Control: max-age=0060; 60",
        "9111 5.2.2.10; Cache-Control: s-maxage=0, max-age=60; 0",
        "9111 5.3; Expires: Sun, 06 Nov 1994 08:50:37 GMT; 60",
        "9111 5.3; Expires: Sun, 06 Nov 1994 08:49:37 GMT; 0",
        "9111 5.3; Expires: Sun, 06 Nov 1994 08:40:37 GMT; 0",
        "9111 5.3; Expires: 0; 0",
        "9111 5.3; Expires: Sun, 06 Nov 1994 08:50:37 GMT|Expires: 0; 0",
        "9111 5.3; Expires: Sun, 06 Nov 1994 08:50:37 GMT|Cache-Control: max-age=5; 5",
        "9213 2.2; CDN-Cache-Control: max-age=60|Cache-Control: max-age=5; 60",
        "9213 2.2; CDN-Cache-Control: max-age=60|Expires: 0; 60",
        "9213 2.2; CDN-Cache-Control: max-age=|Cache-Control: max-age=5; 5",
        "9213 2.2; CDN-Cache-Control: |Cache-Control: max-age=5; 5",
        "9213 2.1; CDN-Cache-Control: max-age=60.5|Cache-Control: max-age=5; 5",
      })
  void originSaysHowLong(String section, String fields, long seconds) {
    assertThat(of(Lifetimes.OF_ORIGIN, 200, fields))
        .isEqualTo(seconds < 0 ? Lifetimes.UNKNOWN : seconds * 1000);
  }

  @Test
  void routeSaysHowLongOnlyWhereTheOriginSaysNothing() {
    Lifetimes route = new Lifetimes(Map.of(), 7_000, 3_000, 0, 0);
    assertThat(of(route, 200, "")).isEqualTo(7_000);
    assertThat(of(route, 404, "")).isEqualTo(3_000);
    assertThat(of(route, 500, "")).isEqualTo(Lifetimes.UNKNOWN);
    assertThat(of(route, 302, "")).isEqualTo(Lifetimes.UNKNOWN);
    assertThat(of(route, 200, "Cache-Control: max-age=1")).isEqualTo(1_000);
    assertThat(of(route, 200, "Expires: 0")).isZero();
  }

  @Test
  void routeOverridesTheOriginByStatus() {
    Lifetimes route = new Lifetimes(Map.of(200, 1_000L, 503, 500L), -1, -1, 0, 0);
    assertThat(of(route, 200, "Cache-Control: max-age=60")).isEqualTo(1_000);
    assertThat(of(route, 503, "")).isEqualTo(500);
    assertThat(of(route, 404, "Cache-Control: max-age=60")).isEqualTo(60_000);
  }

  /** RFC 9111 section 4.2.2. */
  @Test
  void guessesOnlyWhereItIsTold() {
    String modified = "Last-Modified: Sun, 06 Nov 1994 08:32:57 GMT"; // 1000 s ago
    assertThat(of(Lifetimes.OF_ORIGIN, 200, modified)).isEqualTo(Lifetimes.UNKNOWN);
    Lifetimes guessing = new Lifetimes(Map.of(), -1, -1, 10, 86_400_000);
    assertThat(of(guessing, 200, modified)).isEqualTo(100_000);
    assertThat(of(guessing, 302, modified)).isEqualTo(Lifetimes.UNKNOWN);
    assertThat(of(guessing, 200, modified + "|Cache-Control: max-age=1")).isEqualTo(1_000);
    Lifetimes little = new Lifetimes(Map.of(), -1, -1, 10, 5_000);
    assertThat(of(little, 200, modified)).isEqualTo(5_000);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "Age: 10; 10",
        "Age: 0010; 10",
        "Age: 10, 20; 10",
        "Age: 10|Age: 20; 10",
        "Age: -5; 0",
        "Age: 1.5; 0",
        "Age: abc; 0",
        "Age: 2147483648; 2147483647",
        "Date: Sun, 06 Nov 1994 08:49:07 GMT; 30",
        "Date: Sun, 06 Nov 1994 08:59:07 GMT; 0",
        "Date: soon; 0",
      })
  void ageIsWhatCachesOnTheWayAndTheDateSay(String fields, long seconds) {
    Freshness freshness = Freshness.of(Fields.of(fields), 60_000, NOW, NOW);
    assertThat(freshness.age(NOW)).isEqualTo(seconds * 1000);
    assertThat(freshness.age(NOW + 5_000)).isEqualTo(seconds * 1000 + 5_000);
    assertThat(freshness.left(NOW + 5_000)).isEqualTo(55_000 - seconds * 1000);
  }

  /** RFC 9111 section 4.2.3. */
  @Test
  void theTimeThatItTookCountsAsAge() {
    Freshness freshness = Freshness.of(Fields.of("Age: 3"), 60_000, NOW - 2_000, NOW);
    assertThat(freshness.age(NOW)).isEqualTo(5_000);
  }
}
