package io.sluice.filters.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrequencySketchTest {

  private static CacheKey key(int id) {
    return new CacheKey("key " + id);
  }

  @Test
  void neverSaysLessThanWasCountedAndSeldomMuchMore() {
    FrequencySketch sketch = new FrequencySketch(1 << 20);
    Map<Integer, Integer> counted = new HashMap<>();
    Random random = new Random(1);
    for (int i = 0; i < 50_000; i++) {
      int id = (int) Math.abs(random.nextGaussian() * 500);
      counted.merge(id, 1, Integer::sum);
      sketch.count(key(id));
    }
    assertThat(sketch.total()).isEqualTo(50_000);
    counted.forEach(
        (id, count) -> assertThat(sketch.of(key(id))).isBetween(count, count + 50_000 / 500));
  }

  @Test
  void forgetsHalfAtTheEndOfAWindow() {
    FrequencySketch sketch = new FrequencySketch(1_000);
    for (int i = 0; i < 1_000; i++) {
      sketch.count(key(1));
    }
    assertThat(sketch.total()).isEqualTo(500);
    assertThat(sketch.of(key(1))).isEqualTo(500);
    assertThat(sketch.of(key(2))).isZero();
  }
}
