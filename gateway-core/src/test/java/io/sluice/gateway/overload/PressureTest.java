package io.sluice.gateway.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.config.RequestClass;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Simulated: three ticks, a tenth of a second apart, are a window. */
class PressureTest {
  private static final long TICK = 100_000_000;
  private static final long TARGET = 100_000_000;

  private final Pressure pressure = new Pressure();
  private final SplittableRandom random = new SplittableRandom(7);
  private long now = TICK;

  private void windows(int count, long lag, boolean full) {
    for (int i = 0; i < 3 * count; i++) {
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
    windows(100, TARGET, false);
    assertThat(pressure.value()).isZero();
    for (RequestClass its : RequestClass.values()) {
      assertThat(refused(its)).isZero();
    }
  }

  @Test
  void theLowestClassGoesFirstAndTheHighestLast() {
    windows(3, 2 * TARGET, false);
    assertThat(pressure.value()).isBetween(0.2, 0.8);
    assertThat(refused(RequestClass.SHEDDABLE)).isBetween(200, 900);
    assertThat(refused(RequestClass.DEFAULT)).isZero();
    assertThat(refused(RequestClass.CRITICAL)).isZero();

    windows(12, 2 * TARGET, false);
    assertThat(pressure.value()).isBetween(1.2, 1.8);
    assertThat(refused(RequestClass.SHEDDABLE)).isEqualTo(1000);
    assertThat(refused(RequestClass.DEFAULT)).isBetween(200, 900);
    assertThat(refused(RequestClass.CRITICAL)).isZero();

    windows(100, 2 * TARGET, false);
    assertThat(refused(RequestClass.CRITICAL)).isEqualTo(1000);
  }

  @Test
  void itRisesFasterTheLaterTheLoopIs() {
    windows(1, 20 * TARGET, false);
    double late = pressure.value();
    windows(100, 0, false);
    windows(1, 2 * TARGET, false);
    assertThat(late).isGreaterThan(pressure.value());
    assertThat(pressure.value()).isPositive();
  }

  @Test
  void oneStallIsNoOverload() {
    for (int i = 0; i < 20; i++) {
      windows(1, 0, false);
      now += 60 * TICK;
      pressure.ticked(now, 60 * TICK, TARGET, false);
      windows(1, 0, false);
    }
    assertThat(pressure.value()).isZero();
  }

  @Test
  void itEndsWhenTheLoopIsInTimeAgain() {
    windows(100, 2 * TARGET, false);
    assertThat(pressure.value()).isEqualTo(3);
    windows(59, 0, false);
    assertThat(pressure.value()).isPositive();
    windows(2, 0, false);
    assertThat(pressure.value()).isZero();
  }

  @Test
  void fullMemoryPressesAsWellAndWithoutATargetForLagAlone() {
    windows(5, 0, true);
    assertThat(pressure.value()).isPositive();
    windows(100, 0, false);
    for (int i = 1; i <= 3; i++) {
      pressure.ticked(now + i * TICK, Long.MAX_VALUE, 0, false);
    }
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
      windows(1, admitted > 1 ? 3 * TARGET : 0, false);
      if (i > steps / 2) {
        admittedInAll += Math.min(1, admitted);
        assertThat(refused(RequestClass.CRITICAL)).isLessThan(400);
      }
    }
    assertThat(admittedInAll / (steps / 2.0)).isGreaterThan(0.9);
  }
}
