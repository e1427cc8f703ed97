package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RingHashTest extends HashPolicyContract {

  @Override
  protected LoadBalancerFactory factory() {
    return new RingHash();
  }

  @Override
  double slack() {
    return 0.02;
  }

  /** The share of an endpoint with p points of n is off by sqrt(share * (1 - share) / n). */
  @ParameterizedTest
  @ValueSource(
      strings = {"1", "1 1", "1 1 1", "3 1", "100 1", "5 3 2 1", "0 7 7 0 7", "10 9 8 7 6 5 4 3"})
  void sharesAreTheWeightsWithinTheSpreadOfTheirPoints(String words) {
    int[] weights = Arrays.stream(words.split(" ")).mapToInt(Integer::parseInt).toArray();
    int[] counts = counts(endpoints(weights));
    int points = Arrays.stream(owned(Ring.of(weighted(weights)), weights.length)).sum();
    double sum = Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length; i++) {
      double share = weights[i] / sum;
      double deviation = Math.sqrt(share * (1 - share) * (1.0 / points + 1.0 / KEYS));
      assertThat((double) counts[i] / KEYS).isCloseTo(share, within(4 * deviation + 1e-9));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 4096",
    "3, 65535, 4096",
    "64, 5, 4096",
    "100, 5, 2621",
    "1000, 1, 262",
    "2048, 1, 128",
    "10000, 1, 128",
  })
  void equalEndpointsHaveAsManyPointsAsTheMemoryAllows(int count, int weight, int points) {
    int[] weights = new int[count];
    Arrays.fill(weights, weight);
    assertThat(RingPoints.counts(weights)).hasSize(count).containsOnly(points);
  }

  @Test
  void pointsAreInProportionToTheHeaviest() {
    assertThat(RingPoints.counts(new int[] {4, 1, 2})).containsExactly(4096, 1024, 2048);
    assertThat(RingPoints.counts(new int[] {4, 1})).containsExactly(4096, 1024);
  }

  @Test
  void theLightestStillHasItsEightPoints() {
    int[] weights = new int[10_000];
    Arrays.fill(weights, 1);
    weights[0] = Target.MAX_WEIGHT;
    int[] points = RingPoints.counts(weights);
    assertThat(points[0]).isEqualTo(8 * Target.MAX_WEIGHT);
    assertThat(points[1]).isEqualTo(8);
  }

  /** The plain rule: the first point at or after the hash, else the first of all. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void findsTheNextPoint(long seed) {
    Random random = new Random(seed);
    Ring ring = Ring.of(weighted(random.ints(1 + random.nextInt(5), 1, 9).toArray()));
    int points = Arrays.stream(owned(ring, 5)).sum();
    List<Long> seen = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      seen.add(random.nextLong());
    }
    seen.sort(Long::compareUnsigned);
    int last = 0;
    int wrapped = 0;
    for (long hash : seen) {
      int place = ring.place(hash);
      assertThat(place).isBetween(0, points - 1);
      if (place < last) {
        assertThat(place).isZero(); // behind the last point
        wrapped++;
      } else {
        assertThat(wrapped).isZero();
        last = place;
      }
    }
    assertThat(ring.place(0)).isZero();
    assertThat(ring.place(-1)).isIn(0, points - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10, 64})
  void inSmallRingsOnlyTheKeysOfTheOneThatGoesMove(int count) {
    List<Endpoint> all = endpoints(IntStream.generate(() -> 1).limit(count).toArray());
    List<Endpoint> before = chosen(balancer(all));
    List<Endpoint> left = new ArrayList<>(all);
    Endpoint removed = left.remove(1);
    List<Endpoint> after = chosen(balancer(left));
    for (int i = 0; i < KEYS; i++) {
      if (before.get(i) != removed) {
        assertThat(after.get(i)).isSameAs(before.get(i));
      }
    }
  }

  @Test
  void aChangedWeightMovesKeysToOrFromThatEndpointAlone() {
    List<Endpoint> endpoints = endpoints(10, 5, 10);
    List<Endpoint> before = chosen(balancer(endpoints));
    Endpoint changed = endpoints.get(1);
    changed.target(new Target(changed.target().address(), 8));
    List<Endpoint> after = chosen(balancer(endpoints));
    for (int i = 0; i < KEYS; i++) {
      assertThat(after.get(i)).isIn(before.get(i), changed);
    }
  }
}
