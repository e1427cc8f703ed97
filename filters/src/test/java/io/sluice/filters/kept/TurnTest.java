package io.sluice.filters.kept;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.filters.fake.Reloads;
import io.sluice.gateway.api.ChainContext;
import org.junit.jupiter.api.Test;

class TurnTest {

  @Test
  void countsInTheOrderOfTheChainAndAnewForTheNextConfig() {
    Reloads reloads = new Reloads(() -> 0);
    for (int config = 0; config < 2; config++) {
      ChainContext chain = reloads.chain("a");
      assertThat(Turn.of(chain, "x")).isZero();
      assertThat(Turn.of(chain, "y")).isZero();
      assertThat(Turn.of(chain, "x")).isOne();
      assertThat(Turn.of(reloads.chain("b"), "x")).isZero();
      assertThat(Turn.of(chain, "x")).isEqualTo(2);
    }
  }
}
