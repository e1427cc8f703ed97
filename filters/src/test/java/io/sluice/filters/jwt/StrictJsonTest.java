package io.sluice.filters.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {

  private static String members(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"m" + i + "\":" + (i % 2 == 0 ? "null" : "1"))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static Map<String, Object> read(String json) {
    return StrictJson.object(json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"256, true", "257, false"})
  void anObjectHasSoManyMembersAndNoMore(int count, boolean taken) {
    assertThat(read(members(count)) != null).isEqualTo(taken);
    assertThat(read("{\"a\":" + members(count) + "}") != null).isEqualTo(taken);
  }

  @Test
  void membersThatAreNullAreAbsentAndNothingCanBeChanged() {
    Map<String, Object> read = read("{\"b\":{\"c\":1},\"a\":null}");
    assertThat(read).containsOnlyKeys("b");
    assertThatThrownBy(() -> read.put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
  }
}
