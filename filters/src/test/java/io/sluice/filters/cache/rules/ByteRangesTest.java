package io.sluice.filters.cache.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 section 14; of a body of 100 bytes. */
class ByteRangesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "bytes=0-4; 0-4",
        "BYTES=0-4; 0-4",
        "bytes=0-0; 0-0",
        "bytes=99-; 99-99",
        "bytes=90-1000; 90-99",
        "bytes=-5; 95-99",
        "bytes=-500; 0-99",
        "bytes=0-1,5-6, -1; 0-1 5-6 99-99",
        "bytes=5-6,0-1; 5-6 0-1",
        "bytes=0-1,200-300; 0-1",
      })
  void partsAreThoseThatAreThere(String range, String parts) {
    assertThat(text(ByteRanges.of(range, 100))).isEqualTo(parts);
  }

  private static String text(List<ByteRanges.Part> parts) {
    assertThat(parts).isNotNull();
    StringBuilder text = new StringBuilder();
    for (ByteRanges.Part part : parts) {
      text.append(text.isEmpty() ? "" : " ").append(part.first()).append('-').append(part.last());
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=200-,300-"})
  void noneIsThere(String range) {
    assertThat(ByteRanges.of(range, 100)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=,",
        "items=0-1",
        "bytes=a-b",
        "bytes=5-4",
        "bytes=--5",
        "bytes=1-2-3",
        "bytes=0-10,5-20",
        "bytes=0-,0-",
        "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16,18-18,20-20,22-22,24-24,26-26,28-28,30-30,32-32",
      })
  void whatIsMalformedOrAnAttackGetsTheWhole(String range) {
    assertThat(ByteRanges.of(range, 100)).isNull();
  }

  @Test
  void partSaysWhereItStands() {
    assertThat(new ByteRanges.Part(5, 9).of(100)).isEqualTo("bytes 5-9/100");
    assertThat(new ByteRanges.Part(5, 9).length()).isEqualTo(5);
  }
}
