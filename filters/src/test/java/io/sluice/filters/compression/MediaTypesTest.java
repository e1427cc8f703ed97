package io.sluice.filters.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {

  @ParameterizedTest
  @CsvSource({
    "text/html, text/html, true",
    "text/html, TEXT/HTML; charset=utf-8, true",
    "text/html, text/html ;charset=utf-8, true",
    "text/html, text/htmlx, false",
    "text/html, text/htm, false",
    "text/html, application/x; a=text/html, false",
    "text/*, text/event-stream, true",
    "text/*, textual/x, false",
    "*+json, application/problem+json, true",
    "*+json, application/problem+json; charset=utf-8, true",
    "*+json, application/json, false",
    "*+json, application/x; a=b+json, false",
    "*, image/png, true",
    "*/*, image/png, true",
    "*, , false",
  })
  void matchesTheTypeAndNotItsParameters(String pattern, String contentType, boolean matches) {
    assertThat(MediaTypes.of("types", List.of("x/y", pattern)).match(contentType))
        .isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "text/",
        "/html",
        "te*/x",
        "text/h*",
        "text/html; charset=utf-8",
        "*+"
      })
  void refusesOtherPatterns(String pattern) {
    assertThatThrownBy(() -> MediaTypes.of("types", List.of("text/html", pattern)))
        .hasMessage("types[1]: '%s' (expected: as text/html, text/*, *+json or *)", pattern);
  }
}
