package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** Pearson's test that counts are what weights make likely. */
final class ChiSquare {

  /** Standard normal quantile: right counts fail once in 10,000 seeds, and a test has one seed. */
  private static final double Z = 3.719;

  private ChiSquare() {}

  static void assertFollows(int[] counts, double... weights) {
    double sum = Arrays.stream(weights).sum();
    long drawn = Arrays.stream(counts).asLongStream().sum();
    double statistic = 0;
    int freedom = -1;
    for (int i = 0; i < counts.length; i++) {
      double expected = drawn * weights[i] / sum;
      if (expected == 0) {
        assertThat(counts[i]).as("drawn without weight").isZero();
        continue;
      }
      statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
      freedom++;
    }
    assertThat(statistic)
        .as("chi-square of %s for %s", Arrays.toString(counts), Arrays.toString(weights))
        .isLessThanOrEqualTo(bound(freedom));
  }

  /** The quantile of Z as Wilson and Hilferty approximate it. */
  private static double bound(int freedom) {
    double ninth = 2.0 / (9 * Math.max(1, freedom));
    return Math.max(1, freedom) * Math.pow(1 - ninth + Z * Math.sqrt(ninth), 3);
  }
}
