package io.sluice.gateway.overload;

import static io.sluice.gateway.config.RequestClass.CRITICAL;
import static io.sluice.gateway.config.RequestClass.DEFAULT;
import static io.sluice.gateway.config.RequestClass.SHEDDABLE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReserveTest {
  private static final long SECOND = 1_000_000_000;

  private final Reserve reserve = new Reserve();

  @ParameterizedTest
  @CsvSource({"0, 0, 0, 0", "1, 1, 1, 1", "5, 5, 5, 4", "10, 10, 9, 8", "1000, 1000, 900, 800"})
  void atFirstATenthIsKeptForEachClassAbove(int cap, long critical, long others, long sheddable) {
    assertThat(reserve.places(cap, CRITICAL, 0)).isEqualTo(critical);
    assertThat(reserve.places(cap, DEFAULT, 0)).isEqualTo(others);
    assertThat(reserve.places(cap, SHEDDABLE, 0)).isEqualTo(sheddable);
  }

  @Test
  void itGrowsWhereACriticalRequestFoundNoPlace() {
    reserve.starved(SECOND);
    assertThat(reserve.places(1000, DEFAULT, SECOND)).isEqualTo(850);
    reserve.starved(SECOND + 1); // one of the same crowd
    assertThat(reserve.places(1000, DEFAULT, SECOND)).isEqualTo(850);
    reserve.starved(2 * SECOND);
    assertThat(reserve.places(1000, DEFAULT, 2 * SECOND)).isEqualTo(790);
    for (int i = 3; i < 20; i++) {
      reserve.starved(i * SECOND);
    }
    assertThat(reserve.places(1000, DEFAULT, 19 * SECOND)).isEqualTo(200);
    assertThat(reserve.places(1000, SHEDDABLE, 19 * SECOND)).isEqualTo(100);
    assertThat(reserve.places(1000, CRITICAL, 19 * SECOND)).isEqualTo(1000);
  }

  @Test
  void itShrinksWhileAllFindOne() {
    reserve.starved(SECOND);
    reserve.starved(2 * SECOND);
    assertThat(reserve.places(1000, DEFAULT, 4 * SECOND)).isBetween(805L, 815L);
    assertThat(reserve.places(1000, DEFAULT, 60 * SECOND)).isEqualTo(900);
  }
}
