package io.sluice.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.config.LoadBalancerConfig;
import io.sluice.gateway.config.LoadBalancerConfig.Policy;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadBalancersTest {

  @ParameterizedTest
  @EnumSource(Policy.class)
  void everyPolicyOfTheDocumentHasItsFactory(Policy policy) {
    assertThat(LoadBalancers.found().of(new LoadBalancerConfig(policy, 0)).policy())
        .isEqualTo(policy.name().toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void namesThePoliciesThatThereAre(Policy policy) {
    assertThatThrownBy(() -> LoadBalancers.of().of(new LoadBalancerConfig(policy, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("load_balancer.policy: ");
  }
}
