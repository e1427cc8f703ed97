package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedRandomTest extends RandomDrawContract {

  @Override
  protected LoadBalancerFactory factory() {
    return new WeightedRandom();
  }

  /** A table of n columns, drawn from at even distances, gives each index what its columns hold. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void columnsOfTheTableAddUpToTheWeights(long seed) {
    Random random = new Random(seed);
    for (int pool = 0; pool < 20; pool++) {
      int[] weights = random.ints(1 + random.nextInt(20), 1, 1000).toArray();
      AliasTable table = AliasTable.of(weights);
      int[] counts = new int[weights.length];
      int perColumn = 10_000;
      for (int column = 0; column < weights.length; column++) {
        long high = (((long) column << 32) / weights.length + 1) << 32;
        for (int i = 0; i < perColumn; i++) {
          counts[table.draw(high | (((long) i << 32) / perColumn))]++;
        }
      }
      double sum = Arrays.stream(weights).sum();
      for (int i = 0; i < weights.length; i++) {
        double share = (double) counts[i] / (perColumn * weights.length);
        assertThat(Math.abs(share - weights[i] / sum)).isLessThan(1.0 / perColumn);
      }
    }
  }
}
