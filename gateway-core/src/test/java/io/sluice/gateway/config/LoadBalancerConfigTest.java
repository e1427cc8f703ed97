package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.LoadBalancerFactory;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class LoadBalancerConfigTest {

  @Test
  void everyPolicyOfTheDocumentHasItsFactory() {
    assertThat(ServiceLoader.load(LoadBalancerFactory.class))
        .extracting(LoadBalancerFactory::policy)
        .containsExactlyInAnyOrderElementsOf(
            ValueType.words(LoadBalancerConfig.Policy.class).words());
  }
}
