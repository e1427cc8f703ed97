package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaticDiscoveryTest extends DiscoveryContract {

  @Override
  protected Discovery discovering(List<Target> targets) {
    return new StaticDiscovery(targets);
  }

  @Test
  void tellsTheListOnceInItsOrderBeforeSubscribeReturns() {
    List<List<Target>> told = new ArrayList<>();
    new StaticDiscovery(SOME).subscribe(told::add).close();
    assertThat(told).containsExactly(SOME);
  }

  @Test
  void refusesAnAddressThatIsThereTwice() {
    Target first = new Target(new Address("a", 1), 1);
    Target second = new Target(new Address("a", 1), 2);
    assertThatThrownBy(() -> new StaticDiscovery(List.of(first, second)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("targets[1].address: a:1 (expected: each address once)");
  }
}
