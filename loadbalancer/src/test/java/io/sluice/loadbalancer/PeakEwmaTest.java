package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PeakEwmaTest extends RandomDrawContract {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  @Override
  protected LoadBalancerFactory factory() {
    return new PeakEwma();
  }

  @Test
  void leavesASlowEndpointAndComesBackWhenItIsFastAgain() {
    List<Endpoint> endpoints = endpoints(1, 1, 1);
    LoadBalancer<Endpoint> balancer = seeded(endpoints, 1);
    int[] healthy = serve(balancer, endpoints, 10_000, 2);
    assertThat(healthy[2] / 10_000.0).isCloseTo(1 / 3.0, within(0.03));

    int[] stalled = serve(balancer, endpoints, 10_000, 500);
    assertThat(stalled[2]).as("of 10,000 while it stalls").isLessThanOrEqualTo(3);

    serve(balancer, endpoints, 50_000, 2); // a slow answer is forgotten after 50 s at the latest
    int[] recovered = serve(balancer, endpoints, 10_000, 2);
    assertThat(recovered[2] / 10_000.0).isCloseTo(1 / 3.0, within(0.03));
  }

  /** A request each millisecond, answered at once; the last endpoint says it took longer. */
  private int[] serve(
      LoadBalancer<Endpoint> balancer, List<Endpoint> endpoints, int requests, int lastMillis) {
    int[] counts = new int[endpoints.size()];
    for (int i = 0; i < requests; i++) {
      selection.now += MILLI;
      Endpoint chosen = balancer.select(selection);
      assertThat(chosen).isNotNull();
      int index = endpoints.indexOf(chosen);
      counts[index]++;
      chosen.responded((index == endpoints.size() - 1 ? lastMillis : 2) * MILLI, selection.now);
    }
    return counts;
  }

  @Test
  void weighsLatencyAgainstWhatIsInFlight() {
    List<Endpoint> endpoints = endpoints(1, 1);
    endpoints.get(0).responded(10 * MILLI, 0);
    endpoints.get(1).responded(35 * MILLI, 0);
    int[] taken = {0, 0};
    LoadBalancer<Endpoint> balancer = seeded(endpoints, 2);
    for (int i = 0; i < 9; i++) {
      Endpoint chosen = balancer.select(selection);
      assertThat(chosen).isNotNull();
      chosen.requestStarted();
      taken[endpoints.indexOf(chosen)]++;
    }
    assertThat(taken).containsExactly(7, 2); // 7 x 10 ms against 2 x 35 ms
  }

  @Test
  void triesAnUnknownEndpointOnceAndWaitsForItsAnswer() {
    List<Endpoint> endpoints = endpoints(1, 1, 1);
    endpoints.get(0).responded(MILLI, 0);
    endpoints.get(1).responded(MILLI, 0);
    Endpoint unknown = endpoints.get(2);
    LoadBalancer<Endpoint> balancer = seeded(endpoints, 3);
    int before = 0;
    while (balancer.select(selection) != unknown) {
      before++;
    }
    assertThat(before).isLessThan(20);
    unknown.requestStarted();
    assertThat(draw(balancer, endpoints)[2]).isZero();
    unknown.requestEnded();
    unknown.responded(MILLI, 0);
    ChiSquare.assertFollows(draw(balancer, endpoints), 1, 1, 1);
  }

  @Test
  void equalLatenciesLeaveTheSharesToTheWeights() {
    List<Endpoint> endpoints = endpoints(5, 2, 1);
    endpoints.forEach(endpoint -> endpoint.responded(3 * MILLI, 0));
    ChiSquare.assertFollows(draw(seeded(endpoints, 4), endpoints), 5, 2, 1);
  }

  @Test
  void latencyStaysWithTheEndpointWhenABalancerIsMadeAnew() {
    List<Endpoint> endpoints = endpoints(1, 1);
    endpoints.get(0).responded(9 * MILLI, 0);
    endpoints.get(1).responded(MILLI, 0);
    assertThat(draw(seeded(endpoints, 5), endpoints)).containsExactly(0, DRAWS);
    assertThat(draw(seeded(endpoints, 6), endpoints)).containsExactly(0, DRAWS);
  }
}
