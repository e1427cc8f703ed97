package io.sluice.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldValuesTest {

  @Test
  void cleanValueComesBackAsItIs() {
    String value = "a b\tc;q=\"é\" ~";
    assertThat(FieldValues.clean(value)).isSameAs(value);
  }

  @Test
  void controlCharactersBecomeSpaces() {
    assertThat(FieldValues.clean("a\r\nx: 1\0\u007f")).isEqualTo("a  x: 1  ");
  }

  /** U+010A and U+010D lose their upper byte in an encoder that casts, and are LF and CR then. */
  @Test
  void charactersThatNoSingleByteHoldsBecomeQuestionMarks() {
    assertThat(FieldValues.clean("a\u010d\u010ax: 1\u20ac")).isEqualTo("a??x: 1?");
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
      String clean = FieldValues.clean(value.toString());
      assertThat(clean).hasSameSizeAs(value);
      assertThat(clean.chars()).allMatch(c -> c == '\t' || (c >= 0x20 && c <= 0xff && c != 0x7f));
    }
  }
}
