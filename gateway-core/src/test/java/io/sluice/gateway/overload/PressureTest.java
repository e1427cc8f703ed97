package io.sluice.gateway.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.RequestClass;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Simulated: each tick is a tenth of a second. */
class PressureTest {
  private static final long TICK = 100_000_000;
  private static final long TARGET = 100_000_000;

  private final Pressure pressure = new Pressure();
  private final SplittableRandom random = new SplittableRandom(7);
  private long now = TICK;

  private void ticks(int count, long lag, boolean full) {
    for (int i = 0; i < count; i++) {
      now += TICK;
      pressure.ticked(now, lag, TARGET, full);
    }
  }

  /** Of a thousand. */
  private int refused(RequestClass its) {
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      refused += pressure.refuses(its, random) ? 1 : 0;
    }
    return refused;
  }

  @Test
  void aLoopThatIsInTimeRefusesNobody() {
    ticks(100, TARGET, false);
    assertThat(pressure.value()).isZero();
    for (RequestClass its : RequestClass.values()) {
      assertThat(refused(its)).isZero();
    }
  }

  @Test
  void theLowestClassGoesFirstAndTheHighestLast() {
    ticks(3, 2 * TARGET, false);
    assertThat(pressure.value()).isBetween(0.2, 0.8);
    assertThat(refused(RequestClass.SHEDDABLE)).isBetween(200, 900);
    assertThat(refused(RequestClass.DEFAULT)).isZero();
    assertThat(refused(RequestClass.CRITICAL)).isZero();

    ticks(5, 2 * TARGET, false);
    assertThat(pressure.value()).isBetween(1.2, 1.8);
    assertThat(refused(RequestClass.SHEDDABLE)).isEqualTo(1000);
    assertThat(refused(RequestClass.DEFAULT)).isBetween(200, 900);
    assertThat(refused(RequestClass.CRITICAL)).isZero();

    ticks(100, 2 * TARGET, false);
    assertThat(refused(RequestClass.CRITICAL)).isEqualTo(1000);
  }

  @Test
  void itRisesFasterTheLaterTheLoopIs() {
    ticks(1, 20 * TARGET, false);
    double late = pressure.value();
    Pressure other = new Pressure();
    other.ticked(now, 2 * TARGET, TARGET, false);
    assertThat(late).isGreaterThan(other.value());
  }

  @Test
  void itEndsWhenTheLoopIsInTimeAgain() {
    ticks(100, 2 * TARGET, false);
    assertThat(pressure.value()).isEqualTo(3);
    ticks(59, 0, false);
    assertThat(pressure.value()).isPositive();
    ticks(2, 0, false);
    assertThat(pressure.value()).isZero();
  }

  @Test
  void fullMemoryPressesAsWellAndWithoutATargetForLagAlone() {
    ticks(5, 0, true);
    assertThat(pressure.value()).isPositive();
    ticks(100, 0, false);
    pressure.ticked(now + TICK, Long.MAX_VALUE, 0, false);
    assertThat(pressure.value()).isZero();
  }

  /** Whoever is refused costs nothing: lag is in proportion to what is admitted. */
  @Test
  void itFindsTheShareAtWhichTheLoopIsJustBusy() {
    double admittedInAll = 0;
    int steps = 2000;
    for (int i = 0; i < steps; i++) {
      double offered = 3; // times what the loop can do: a third of each class
      double admitted = 0;
      for (RequestClass its : RequestClass.values()) {
        admitted += (1 - refused(its) / 1000.0) * offered / 3;
      }
      ticks(1, admitted > 1 ? 3 * TARGET : 0, false);
      if (i > steps / 2) {
        admittedInAll += Math.min(1, admitted);
        assertThat(refused(RequestClass.CRITICAL)).isLessThan(400);
      }
    }
    assertThat(admittedInAll / (steps / 2.0)).isGreaterThan(0.9);
  }
}
