package io.sluice.loadbalancer.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WholeWeightsTest {

  static List<Arguments> proportions() {
    return List.of(
        arguments(new double[] {}, new int[] {}),
        arguments(new double[] {0, 0}, new int[] {0, 0}),
        arguments(new double[] {0.3}, new int[] {1}),
        arguments(new double[] {7, 7, 7}, new int[] {1, 1, 1}),
        arguments(new double[] {0, 1, 0.5}, new int[] {0, 2, 1}),
        arguments(new double[] {1 / 3.0, 1 / 7.0}, new int[] {7, 3}),
        arguments(new double[] {0.1, 0.2, 0.7}, new int[] {1, 2, 7}),
        arguments(new double[] {1.0 / 65535, 1}, new int[] {1, 65535}),
        arguments(new double[] {2.0 / 65535, 1}, new int[] {2, 65535}),
        arguments(new double[] {1.0 / 65536, 1}, new int[] {1, 65535}),
        arguments(new double[] {1 / 256.0, 1 / 257.0, 1}, new int[] {256, 255, 65535}),
        arguments(new double[] {1e-300, 1}, new int[] {1, 65535}),
        arguments(new double[] {Math.PI, Math.E}, new int[] {13107, 11341}));
  }

  @ParameterizedTest
  @MethodSource("proportions")
  void areTheSmallestInTheseProportionsOrTheNearest(double[] proportions, int[] expected) {
    assertThat(WholeWeights.of(proportions, new int[proportions.length], 65535))
        .isEqualTo(expected);
  }

  @Test
  void findsEveryFractionWithinTheBound() {
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 0; n < 100_000; n++) {
      int one = 1 + random.nextInt(65_535);
      int other = 1 + random.nextInt(65_535);
      double unit = random.nextDouble() + 1e-6;
      int[] weights = WholeWeights.of(new double[] {one * unit, other * unit}, new int[2], 65_535);
      assertThat((long) weights[0] * other).isEqualTo((long) weights[1] * one);
      assertThat(Math.max(weights[0], weights[1])).isLessThanOrEqualTo(Math.max(one, other));
    }
  }

  @Test
  void whatIsRoundedOffOneGoesToTheNextOfItsGroup() {
    double[] proportions = new double[10_001];
    int[] groups = new int[10_001];
    proportions[0] = 10_000 / 3.3;
    for (int i = 1; i <= 10_000; i++) {
      proportions[i] = 1 + i * 1e-9; // 21.6 of 65535 each
      groups[i] = 1;
    }
    int[] weights = WholeWeights.of(proportions, groups, 65_535);
    assertThat(weights[0]).isEqualTo(65_535);
    assertThat(IntStream.of(weights).skip(1).sum()).isBetween(216_264, 216_271);
    assertThat(IntStream.of(weights).skip(1).distinct().sorted()).containsExactly(21, 22);
  }
}
