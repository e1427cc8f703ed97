package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What policies promise that draw at random: shares by weight while nothing else decides. */
abstract class RandomDrawContract extends LoadBalancerContract {
  static final int DRAWS = 100_000;

  final LoadBalancer<Endpoint> seeded(List<Endpoint> endpoints, long seed) {
    return factory()
        .create(
            endpoints,
            endpoints.stream().map(Endpoint::target).toList(),
            new BalancerSettings(0, new SplittableRandom(seed)::nextLong));
  }

  final int[] draw(LoadBalancer<Endpoint> balancer, List<Endpoint> endpoints) {
    int[] counts = new int[endpoints.size()];
    for (int i = 0; i < DRAWS; i++) {
      counts[endpoints.indexOf(balancer.select(selection))]++;
    }
    return counts;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1 1",
        "3 1",
        "1 1 1 1 1",
        "5 3 2",
        "100 1 1",
        "0 2 0 1",
        "65535 65535 1",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
      })
  void sharesAreTheWeightsWhileAllAreIdle(String words) {
    int[] weights = Arrays.stream(words.split(" ")).mapToInt(Integer::parseInt).toArray();
    List<Endpoint> endpoints = endpoints(weights);
    for (long seed = 0; seed < 5; seed++) {
      int[] counts = draw(seeded(endpoints, seed), endpoints);
      ChiSquare.assertFollows(counts, Arrays.stream(weights).asDoubleStream().toArray());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sharesAreTheWeightsOfThoseThatMayBeChosen(long seed) {
    Random random = new Random(seed);
    int[] weights = random.ints(12, 1, 20).toArray();
    List<Endpoint> endpoints = endpoints(weights);
    double[] left = Arrays.stream(weights).asDoubleStream().toArray();
    for (int out = 0; out < 10; out++) {
      int index = random.nextInt(weights.length);
      if (left[index] > 0 && random.nextBoolean()) {
        endpoints.get(index).connectFailed(0);
      } else {
        selection.excluded.add(endpoints.get(index));
      }
      left[index] = 0;
      ChiSquare.assertFollows(draw(seeded(endpoints, seed), endpoints), left);
    }
  }

  @Test
  void sharesAreTheWeightsWhereAllAreOut() {
    List<Endpoint> endpoints = endpoints(1, 2, 3);
    endpoints.forEach(endpoint -> endpoint.connectFailed(0));
    ChiSquare.assertFollows(draw(seeded(endpoints, 1), endpoints), 1, 2, 3);
    selection.excluded.add(endpoints.get(2));
    ChiSquare.assertFollows(draw(seeded(endpoints, 2), endpoints), 1, 2, 0);
    selection.excluded.addAll(endpoints);
    ChiSquare.assertFollows(draw(seeded(endpoints, 3), endpoints), 1, 2, 3);
  }

  @Test
  void theSameSeedDrawsTheSame() {
    List<Endpoint> endpoints = endpoints(3, 2, 1);
    assertThat(draw(seeded(endpoints, 9), endpoints))
        .isEqualTo(draw(seeded(endpoints, 9), endpoints));
  }
}
