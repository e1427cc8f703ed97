package io.sluice.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusCellsTest {
  private final StatusCells cells = new StatusCells(1);

  @Test
  void eachStatusHasItsOwnLabel() {
    Map<String, Long> expected = new HashMap<>();
    for (int status = 100; status <= 599; status++) {
      for (int i = 0; i <= status % 3; i++) {
        cells.increment(0, status);
        expected.merge(Integer.toString(status), 1L, Long::sum);
      }
    }
    assertThat(counts()).isEqualTo(expected);
  }

  @Test
  void noStatusAndImpossibleOnesHaveALabelEach() {
    for (int status : new int[] {0, 99, 600, 999, -1, Integer.MAX_VALUE}) {
      cells.increment(0, status);
    }
    assertThat(counts()).isEqualTo(Map.of("none", 1L, "other", 5L));
  }

  private Map<String, Long> counts() {
    Map<String, Long> counts = new HashMap<>();
    cells.forEach(counts::put);
    return counts;
  }
}
