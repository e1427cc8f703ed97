package io.sluice.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceMapTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void isWhatAnyMapIsAfterTheSameChanges(long seed) {
    Random random = new Random(seed);
    Map<Resource, String> oracle = new HashMap<>();
    ResourceMap map = ResourceMap.EMPTY;
    for (int round = 0; round < 200; round++) {
      Map<Resource, @Nullable String> changes = new HashMap<>();
      for (int i = random.nextInt(20); i > 0; i--) {
        changes.put(resource(random), random.nextBoolean() ? "text " + round : null);
      }
      Map<Resource, String> before = Map.copyOf(map);
      ResourceMap next = map.with(changes);
      assertThat(map).isEqualTo(before);
      changes.forEach(
          (resource, text) -> {
            if (text == null) {
              oracle.remove(resource);
            } else {
              oracle.put(resource, text);
            }
          });
      map = next;
      assertThat(map).isEqualTo(oracle).hasSize(oracle.size());
      Resource any = resource(random);
      assertThat(map.get(any)).isEqualTo(oracle.get(any));
      assertThat(map.containsKey(any)).isEqualTo(oracle.containsKey(any));
    }
    assertThat(ResourceMap.of(oracle)).isEqualTo(map);
  }

  /** Of few, so that they meet; {@code Aa} and {@code BB} have one hash. */
  private static Resource resource(Random random) {
    String[] ids = {"Aa", "BB", "AaAa", "AaBB", "BBAa", "BBBB", "c", "d", "e", ""};
    return new Resource(random.nextBoolean() ? "routes" : "upstreams", ids[random.nextInt(10)]);
  }
}
