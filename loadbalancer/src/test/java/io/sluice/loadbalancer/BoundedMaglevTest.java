package io.sluice.loadbalancer;

class BoundedMaglevTest extends BoundedLoadContract {

  @Override
  LoadBalancerFactory factory() {
    return new Maglev();
  }
}
