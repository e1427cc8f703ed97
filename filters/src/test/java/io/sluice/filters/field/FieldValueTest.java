package io.sluice.filters.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldValueTest {

  @Test
  void cleanValueComesBackAsItIs() {
    String value = "a b\tc;q=\"é\" ~";
    assertThat(FieldValue.sanitised(value)).isSameAs(value);
    assertThat(FieldValue.literal("set.x", value)).isSameAs(value);
  }

  @Test
  void controlCharactersBecomeSpaces() {
    assertThat(FieldValue.sanitised("a\r\nx: 1\0\u007f")).isEqualTo("a  x: 1  ");
  }

  /** U+010A and U+010D lose their upper byte in an encoder that casts, and are LF and CR then. */
  @Test
  void charactersThatNoSingleByteHoldsBecomeQuestionMarks() {
    assertThat(FieldValue.sanitised("a\u010d\u010ax: 1\u20ac")).isEqualTo("a??x: 1?");
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

  @Test
  void whateverComesInNothingComesOutThatEndsAFieldLine() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder value = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        value.append(
            (char) (random.nextBoolean() ? random.nextInt(0x30) : random.nextInt(0x10000)));
      }
      String clean = FieldValue.sanitised(value.toString());
      assertThat(clean).hasSameSizeAs(value);
      assertThat(clean.chars()).allMatch(c -> c == '\t' || (c >= 0x20 && c <= 0xff && c != 0x7f));
    }
  }
}
