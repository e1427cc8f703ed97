package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaglevTest extends HashPolicyContract {

  @Override
  protected LoadBalancerFactory factory() {
    return new Maglev();
  }

  @Override
  double slack() {
    return 0.05;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1 1",
        "1 1 1",
        "3 1",
        "100 1",
        "5 3 2 1",
        "9999 10000 1",
        "10 9 8 7 6 5 4 3",
        "7 7 7 7 7 7 7 7 7 7 7",
      })
  void placesAreTheWeightsToWithinOne(String words) {
    int[] weights = Arrays.stream(words.split(" ")).mapToInt(Integer::parseInt).toArray();
    int[] owned = owned(MaglevTable.of(weighted(weights)), weights.length);
    int places = Arrays.stream(owned).sum();
    double sum = Arrays.stream(weights).sum();
    assertThat(places).isEqualTo(65_537);
    for (int i = 0; i < weights.length; i++) {
      assertThat((double) owned[i])
          .isCloseTo(places * weights[i] / sum, within(weights.length + 1.0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 1 1", "3 1", "5 3 2 1", "0 7 7 0 7", "10 9 8 7 6 5 4 3"})
  void keysFollowTheWeights(String words) {
    int[] weights = Arrays.stream(words.split(" ")).mapToInt(Integer::parseInt).toArray();
    ChiSquare.assertFollows(
        counts(endpoints(weights)), Arrays.stream(weights).asDoubleStream().toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 65537",
    "1024, 65537",
    "1025, 655373",
    "10000, 655373",
    "10240, 655373",
    "10241, 6553621"
  })
  void hasAtLeastSixtyFourPlacesForEach(int count, int places) {
    int[] weights = new int[count];
    Arrays.fill(weights, 3);
    int[] owned = owned(MaglevTable.of(weighted(weights)), count);
    assertThat(Arrays.stream(owned).sum()).isEqualTo(places);
    assertThat(Arrays.stream(owned).max().orElseThrow() - Arrays.stream(owned).min().orElseThrow())
        .isLessThanOrEqualTo(1);
  }

  /** What would take half a million rounds through all of them, one after the other. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, Target.MAX_WEIGHT})
  void eachOfManyHasItsPlacesBesideAHeavyOne(int light) {
    int[] weights = new int[10_000];
    Arrays.fill(weights, light);
    weights[4711] = Target.MAX_WEIGHT;
    int[] owned = owned(MaglevTable.of(weighted(weights)), weights.length);
    double unit = 655_373.0 / Arrays.stream(weights).asLongStream().sum();
    for (int i = 0; i < weights.length; i++) {
      double error = i == 4711 ? weights.length : 1 + unit; // at most one too many, at its cost
      assertThat((double) owned[i]).isCloseTo(weights[i] * unit, within(error));
    }
  }
}
