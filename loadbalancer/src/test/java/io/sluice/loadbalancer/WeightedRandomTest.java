package io.sluice.loadbalancer;

class WeightedRandomTest extends LoadBalancerContract {

  @Override
  LoadBalancerFactory factory() {
    return new WeightedRandom();
  }
}
