package io.sluice.filters.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UseTest {
  private static final long NOW = 784_111_777_000L;

  /** Of a response whose lifetime is 60 s. */
  @ParameterizedTest(name = "{0}: {1} / {2} at {3} s")
  @CsvSource(
      delimiter = ';',
      value = {
        "9111 4.2; max-age=60; ; 0; FRESH",
        "9111 4.2; max-age=60; ; 59; FRESH",
        "9111 4.2; max-age=60; ; 60; ASK",
        "9111 4.2; max-age=60; ; 3600; ASK",
        "9111 5.2.1.1; max-age=60; max-age=10; 10; FRESH",
        "9111 5.2.1.1; max-age=60; max-age=10; 11; ASK",
        "9111 5.2.1.1; max-age=60; max-age=0; 1; ASK",
        "9111 5.2.1.1; max-age=60; max-age=abc; 1; ASK",
        "9111 5.2.1.1; max-age=60; max-age=3600; 61; ASK",
        "9111 5.2.1.2; max-age=60; max-stale; 3600; STALE",
        "9111 5.2.1.2; max-age=60; max-stale=10; 70; STALE",
        "9111 5.2.1.2; max-age=60; max-stale=10; 71; ASK",
        "9111 5.2.1.2; max-age=60; max-stale=abc; 61; ASK",
        "9111 5.2.1.2; max-age=60, must-revalidate; max-stale; 61; ASK",
        "9111 5.2.1.2; max-age=60, proxy-revalidate; max-stale; 61; ASK",
        "9111 5.2.1.2; s-maxage=60; max-stale; 61; ASK",
        "9111 5.2.1.3; max-age=60; min-fresh=30; 30; FRESH",
        "9111 5.2.1.3; max-age=60; min-fresh=30; 31; ASK",
        "9111 5.2.1.4; max-age=60; no-cache; 0; ASK",
        "9111 5.2.1.5; max-age=60; no-store; 0; FRESH",
        "9111 5.2.2.4; max-age=60, no-cache; ; 0; ASK",
        "9111 5.2.2.4; max-age=60, no-cache=\"x-a\"; ; 0; FRESH",
        "9111 5.4; max-age=60; pragma; 0; ASK",
        "5861 3; max-age=60, stale-while-revalidate=30; ; 89; STALE_WHILE_REVALIDATE",
        "5861 3; max-age=60, stale-while-revalidate=30; ; 90; ASK",
        "5861 3; max-age=60, stale-while-revalidate=30; max-age=70; 80; ASK",
        "5861 3; s-maxage=60, stale-while-revalidate=30; ; 89; STALE_WHILE_REVALIDATE",
        "5861 3; max-age=60, stale-while-revalidate=30, proxy-revalidate; ; 61; ASK",
        "5861 3; max-age=60, stale-while-revalidate=30, must-revalidate; ; 61; ASK",
      })
  void whatIsStoredIsUsedAsBothSidesAllow(
      String section, String said, String asked, long seconds, Use use) {
    RequestDirectives request =
        asked == null
            ? RequestDirectives.NONE
            : asked.equals("pragma")
                ? RequestDirectives.of(Fields.of("Pragma: no-cache"))
                : RequestDirectives.of(Fields.of("Cache-Control: " + asked));
    Freshness freshness = new Freshness(NOW, 0, 60_000);
    assertThat(Use.of(request, said(said), freshness, 0, NOW + seconds * 1000)).isEqualTo(use);
  }

  private static Terms said(String cacheControl) {
    return ResponseDirectives.of(Fields.of("Cache-Control: " + cacheControl)).terms();
  }

  /** RFC 5861 section 4. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "max-age=60; 0; 61; false",
        "max-age=60; 30; 90; true",
        "max-age=60; 30; 91; false",
        "max-age=60, stale-if-error=10; 30; 70; true",
        "max-age=60, stale-if-error=10; 30; 71; false",
        "max-age=60, stale-if-error=10, must-revalidate; 30; 61; false",
        "max-age=60, stale-if-error=10, proxy-revalidate; 30; 61; false",
        "s-maxage=60, stale-if-error=10; 0; 70; true",
        "s-maxage=60; 30; 90; true",
        "max-age=60, no-cache; 30; 61; false",
      })
  void staleIsBetterThanAnErrorWhereSomebodySaysSo(
      String said, long route, long seconds, boolean better) {
    Freshness freshness = new Freshness(NOW, 0, 60_000);
    assertThat(Use.isBetterThanError(said(said), freshness, route * 1000, NOW + seconds * 1000))
        .isEqualTo(better);
  }
}
