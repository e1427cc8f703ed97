package io.sluice.loadbalancer.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OperatorStateTest {

  /** The log says what was asked for by the admin API. */
  @Test
  void isSaidInTheWordsOfOperators() {
    assertThat(OperatorState.values())
        .extracting(OperatorState::said)
        .containsExactly("auto", "up", "drain", "down");
  }
}
