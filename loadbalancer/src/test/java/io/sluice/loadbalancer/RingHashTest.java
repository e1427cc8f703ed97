package io.sluice.loadbalancer;

class RingHashTest extends LoadBalancerContract {

  @Override
  LoadBalancerFactory factory() {
    return new RingHash();
  }
}
