package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundRobinTest extends LoadBalancerContract {

  @Override
  protected LoadBalancerFactory factory() {
    return new RoundRobin();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "1 1 1, 0 1 2",
    "5 1 1, 0 0 1 0 2 0 0",
    "500 100 100, 0 0 1 0 2 0 0",
    "3 2, 0 1 0 1 0",
    "0 2 0 1, 1 3 1",
    "65535 65535, 0 1",
  })
  void followsTheSmoothOrder(String weights, String order) {
    List<Endpoint> endpoints = endpoints(ints(weights));
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    int[] expected = ints(order);
    for (int i = 0; i < 3 * expected.length; i++) {
      assertThat(balancer.select(selection)).isSameAs(endpoints.get(expected[i % expected.length]));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void isExactOverEveryCycle(long seed) {
    Random random = new Random(seed);
    for (int pool = 0; pool < 50; pool++) {
      int[] weights = random.ints(1 + random.nextInt(20), 1, 100).toArray();
      int[] schedule = SmoothSchedule.of(weights);
      int divisor = Arrays.stream(weights).sum() / schedule.length;
      assertThat(counts(schedule, weights.length))
          .isEqualTo(Arrays.stream(weights).map(w -> w / divisor).toArray());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void longCyclesAreScaledWithinTheStatedError(long seed) {
    Random random = new Random(seed);
    for (int pool = 0; pool < 10; pool++) {
      int[] weights =
          random.ints(2 + random.nextInt(200), 1, 1 << (1 + random.nextInt(16))).toArray();
      int[] schedule = SmoothSchedule.of(weights);
      int[] counts = counts(schedule, weights.length);
      double sum = Arrays.stream(weights).asLongStream().sum();
      double misplaced = 0;
      for (int i = 0; i < weights.length; i++) {
        misplaced += Math.max(0, (double) counts[i] / schedule.length - weights[i] / sum);
      }
      assertThat(misplaced).isLessThan((double) weights.length / SmoothSchedule.MAX_SLOTS);
      assertThat(schedule.length).isLessThanOrEqualTo(SmoothSchedule.MAX_SLOTS + weights.length);
      assertThat(counts).doesNotContain(0);
    }
  }

  @Test
  void manyEndpointsKeepTheirShares() {
    int[] weights = new int[5_000];
    Arrays.fill(weights, 1);
    weights[17] = Target.MAX_WEIGHT;
    int[] schedule = SmoothSchedule.of(weights);
    int[] counts = counts(schedule, weights.length);
    assertThat(counts).doesNotContain(0);
    assertThat((double) counts[17] / schedule.length).isCloseTo(0.93, within(0.125));
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8})
  void thousandsOfUnequalEndpointsTakeTheirTurnsAtEvenDistances(long seed) {
    int[] weights = new Random(seed).ints(10_000, 1, 15).toArray();
    int[] schedule = SmoothSchedule.of(weights);
    int[] counts = counts(schedule, weights.length);
    int[] last = new int[weights.length];
    Arrays.fill(last, -1);
    for (int slot = 0; slot < schedule.length; slot++) {
      int index = schedule[slot];
      double distance = (double) schedule.length / counts[index];
      if (last[index] >= 0) {
        assertThat((double) slot - last[index]).isCloseTo(distance, withinPercentage(10));
      }
      last[index] = slot;
    }
    assertThat(Arrays.equals(counts, weights)).isTrue();
  }

  @Test
  void theTurnsOfOneThatIsOutAreSharedByWeight() {
    List<Endpoint> endpoints = endpoints(10, 1, 1, 2);
    endpoints.get(0).connectFailed(0);
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    int[] counts = new int[4];
    for (int i = 0; i < 4_000; i++) {
      counts[endpoints.indexOf(balancer.select(selection))]++;
    }
    assertThat(counts[0]).isZero();
    assertThat(counts[1]).isCloseTo(1_000, within(20));
    assertThat(counts[2]).isCloseTo(1_000, within(20));
    assertThat(counts[3]).isCloseTo(2_000, within(20));
  }

  @Test
  void isExactOverAllThreadsTogether() throws InterruptedException {
    List<Endpoint> endpoints = endpoints(5, 3, 2);
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    AtomicIntegerArray counts = new AtomicIntegerArray(3);
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          new Thread(
              () -> {
                TestSelection mine = new TestSelection();
                for (int i = 0; i < 10_000; i++) {
                  counts.incrementAndGet(endpoints.indexOf(balancer.select(mine)));
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counts).hasToString("[20000, 12000, 8000]");
  }

  private static int[] counts(int[] schedule, int endpoints) {
    int[] counts = new int[endpoints];
    for (int index : schedule) {
      counts[index]++;
    }
    return counts;
  }

  private static int[] ints(String words) {
    return Arrays.stream(words.split(" ")).mapToInt(Integer::parseInt).toArray();
  }
}
