package io.sluice.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PerfectHashTest {

  static Stream<Arguments> keys() {
    return Stream.of(
        Arguments.of("none", new long[0]),
        Arguments.of("one", new long[] {7}),
        Arguments.of("random", new Random(1).longs(100_000).distinct().toArray()),
        Arguments.of("all in one bucket", LongStream.range(0, 40).toArray()),
        Arguments.of("differing in the upper half", shifted(1_000, 32)),
        Arguments.of("differing in the highest bits", shifted(256, 56)));
  }

  private static long[] shifted(int count, int bits) {
    return LongStream.range(0, count).map(i -> i << bits).toArray();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("keys")
  void givesEachKeyASlotOfItsOwn(String name, long[] keys) {
    PerfectHash hash = PerfectHash.of(keys);
    assertThat(LongStream.of(keys).mapToInt(hash::slot).distinct().count()).isEqualTo(keys.length);
    assertThat(LongStream.of(keys).mapToInt(hash::slot)).allMatch(s -> s >= 0 && s < hash.size());
  }

  @Test
  void leavesATenthOfTheSlotsFree() {
    long[] keys = new Random(2).longs(10_000).distinct().toArray();
    assertThat(PerfectHash.of(keys).size()).isEqualTo(11_001);
  }

  @Test
  void givesAnyOtherKeyASlotOfTheTable() {
    PerfectHash hash = PerfectHash.of(new long[] {1, 2, 3});
    assertThat(new Random(3).longs(10_000).mapToInt(hash::slot))
        .allMatch(slot -> slot >= 0 && slot < hash.size());
  }
}
