package io.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.config.LoadBalancerConfig;
import io.sluice.gateway.config.LoadBalancerConfig.Policy;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadBalancersTest {
  private static LoadBalancerConfig config(Policy policy) {
    return new LoadBalancerConfig(policy, null, 0, Duration.ZERO, 50, true);
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void everyPolicyOfTheDocumentHasItsFactory(Policy policy) {
    assertThat(LoadBalancers.found().of(config(policy)).policy())
        .isEqualTo(policy.name().toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void namesThePoliciesThatThereAre(Policy policy) {
    assertThatThrownBy(() -> LoadBalancers.of().of(config(policy)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("load_balancer.policy: ");
  }
}
