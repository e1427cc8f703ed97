package io.sluice.loadbalancer;

class MaglevTest extends LoadBalancerContract {

  @Override
  LoadBalancerFactory factory() {
    return new Maglev();
  }
}
