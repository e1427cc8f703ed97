package io.sluice.filters.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldValueTest {

  @Test
  void literalComesBackAsItIs() {
    String value = "a b\tc;q=\"é\" ~";
    assertThat(FieldValue.literal("set.x", value)).isSameAs(value);
  }

  @ParameterizedTest
  @CsvSource({"'a\rb', U+000D, 1", "'\n', U+000A, 0", "'ab\u0000', U+0000, 2", "'€', U+20AC, 0"})
  void literalWithSuchCharactersIsRefused(String value, String named, int index) {
    assertThatThrownBy(() -> FieldValue.literal("request.set.x-a", value))
        .hasMessage(
            "request.set.x-a: character %s at index %d"
                + " (expected: no control character and none above U+00FF)",
            named, index);
  }
}
