package io.sluice.loadbalancer;

class PeakEwmaTest extends LoadBalancerContract {

  @Override
  LoadBalancerFactory factory() {
    return new PeakEwma();
  }
}
