package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuiltInPoliciesTest {
  private static final List<LoadBalancerFactory> ALL = BuiltInPolicies.all();

  @Test
  void areSixWithTheDefaultInFront() {
    assertThat(ALL)
        .extracting(LoadBalancerFactory::policy)
        .containsExactly(
            "round_robin", "least_request", "peak_ewma", "random", "ring_hash", "maglev");
  }

  @Test
  void twoOfThemHash() {
    assertThat(ALL)
        .filteredOn(LoadBalancerFactory::hashes)
        .extracting(LoadBalancerFactory::policy)
        .containsExactly("ring_hash", "maglev");
  }

  @Test
  void haveAPageEach() {
    assertThat(ALL).allSatisfy(p -> assertThat(Path.of("docs", p.policy() + ".md")).exists());
  }
}
