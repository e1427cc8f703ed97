package io.sluice.loadbalancer;

class BoundedRingHashTest extends BoundedLoadContract {

  @Override
  protected LoadBalancerFactory factory() {
    return new RingHash();
  }
}
