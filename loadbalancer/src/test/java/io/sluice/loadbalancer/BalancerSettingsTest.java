package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalancerSettingsTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 125, 10_000})
  void takesNoBoundOrOneFromTheMeanOn(int factor) {
    assertThat(new BalancerSettings(factor).hashBalanceFactor()).isEqualTo(factor);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 99, 10_001})
  void refusesAnImpossibleBound(int factor) {
    assertThatThrownBy(() -> new BalancerSettings(factor))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "hash_balance_factor: " + factor + " (expected: 0 for no bound, or 100 to 10000)");
  }
}
