package io.sluice.loadbalancer;

class LeastRequestTest extends LoadBalancerContract {

  @Override
  LoadBalancerFactory factory() {
    return new LeastRequest();
  }
}
