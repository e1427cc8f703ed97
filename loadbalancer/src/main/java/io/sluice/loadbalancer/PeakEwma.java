package io.sluice.loadbalancer;

import java.util.List;

/**
 * The one of two that would answer sooner: {@code peak_ewma}. The guess is the endpoint's {@link
 * PeakLatency}, once for each request that is in flight there (per share of the weight) and once
 * for the one to come.
 *
 * <p>An endpoint without a latency, be it new or long out of use, costs nothing while it is idle
 * and very much while it is not: the next exchange that meets it tries it, and until that one has
 * an answer the others stay away.
 *
 * <p>The weight divides the requests in flight only, not the latency: it already stands in how
 * often an endpoint is drawn, and would count twice.
 */
public final class PeakEwma implements LoadBalancerFactory {

  /** What an unknown latency counts for while somebody waits for it: more than any real one. */
  private static final double UNKNOWN_NANOS = 1e15;

  @Override
  public String policy() {
    return "peak_ewma";
  }

  @Override
  public <E extends Endpoint> LoadBalancer<E> create(
      List<E> endpoints, List<Target> targets, BalancerSettings settings) {
    return new TwoChoicesBalancer<>(
        WeightedEndpoints.of(endpoints, targets), PeakEwma::cost, settings.random());
  }

  private static double cost(Endpoint endpoint, double perShare, long nowNanos) {
    int inFlight = endpoint.inFlight();
    long latency = endpoint.latencyNanos(nowNanos);
    if (latency == 0) {
      return inFlight == 0 ? 0 : UNKNOWN_NANOS * (inFlight * perShare + 1);
    }
    return latency * (inFlight * perShare + 1);
  }
}
