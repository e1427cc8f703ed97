package io.sluice.loadbalancer;

class BoundedMaglevTest extends BoundedLoadContract {

  @Override
  protected LoadBalancerFactory factory() {
    return new Maglev();
  }
}
