package io.sluice.loadbalancer;

class BoundedRingHashTest extends BoundedLoadContract {

  @Override
  LoadBalancerFactory factory() {
    return new RingHash();
  }
}
