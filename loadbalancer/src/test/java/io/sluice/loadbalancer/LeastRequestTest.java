package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeastRequestTest extends RandomDrawContract {

  @Override
  protected LoadBalancerFactory factory() {
    return new LeastRequest();
  }

  @Test
  void ofTwoEqualsItTakesTheIdleOne() {
    List<Endpoint> endpoints = endpoints(1, 1);
    endpoints.get(0).requestStarted();
    assertThat(draw(seeded(endpoints, 1), endpoints)).containsExactly(0, DRAWS);
  }

  @Test
  void neverTakesTheMostLoadedOfEquals() {
    List<Endpoint> endpoints = endpoints(2, 2, 2, 2);
    endpoints.get(2).requestStarted();
    ChiSquare.assertFollows(draw(seeded(endpoints, 2), endpoints), 1, 1, 0, 1);
  }

  @Test
  void anIdleEndpointGetsAtMostTwiceItsShare() {
    List<Endpoint> endpoints = endpoints(50, 50, 1);
    endpoints.get(0).requestStarted();
    endpoints.get(1).requestStarted();
    double share = (double) draw(seeded(endpoints, 3), endpoints)[2] / DRAWS;
    assertThat(share).isCloseTo(2.0 / 101, within(0.002));
  }

  /** Requests end in random order, as many at a time as said: what arrives is what is served. */
  @ParameterizedTest
  @CsvSource({"1 1 1, 2", "3 1, 100", "5 3 2, 200", "10 10 10 1, 400", "1 2 3 4 5 6 7 8, 1000"})
  void sharesAreTheWeightsUnderSteadyLoad(String words, int concurrent) {
    int[] weights = Arrays.stream(words.split(" ")).mapToInt(Integer::parseInt).toArray();
    List<Endpoint> endpoints = endpoints(weights);
    int[] counts = underLoad(endpoints, concurrent);
    double sum = Arrays.stream(weights).sum();
    for (int i = 0; i < weights.length; i++) {
      assertThat((double) counts[i] / DRAWS).isCloseTo(weights[i] / sum, within(0.02));
      assertThat(endpoints.get(i).inFlight())
          .isCloseTo((int) (concurrent * weights[i] / sum), within(concurrent / 20 + 2));
    }
  }

  /** The price of two choices: where hardly anything is in flight, light ones get a bit more. */
  @Test
  void sharesComeNearTheWeightsUnderLittleLoad() {
    int[] counts = underLoad(endpoints(3, 1), 2);
    assertThat((double) counts[0] / DRAWS).isCloseTo(2.0 / 3, within(0.01));
  }

  private int[] underLoad(List<Endpoint> endpoints, int concurrent) {
    LoadBalancer<Endpoint> balancer = seeded(endpoints, 4);
    Random random = new Random(5);
    List<Endpoint> running = new ArrayList<>();
    int[] counts = new int[endpoints.size()];
    for (int i = 0; i < DRAWS; i++) {
      if (running.size() == concurrent) {
        running.remove(random.nextInt(concurrent)).requestEnded();
      }
      Endpoint chosen = balancer.select(selection);
      counts[endpoints.indexOf(chosen)]++;
      assertThat(chosen).isNotNull();
      chosen.requestStarted();
      running.add(chosen);
    }
    return counts;
  }
}
