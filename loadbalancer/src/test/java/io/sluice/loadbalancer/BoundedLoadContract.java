package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy that hashes promises with a bound, beside all that it promises without. */
abstract class BoundedLoadContract extends LoadBalancerContract {
  private static final int FACTOR = 125;

  @Override
  protected BalancerSettings settings() {
    return new BalancerSettings(FACTOR);
  }

  private LoadBalancer<Endpoint> bounded(List<Endpoint> endpoints, int factor) {
    return factory()
        .create(
            endpoints,
            endpoints.stream().map(Endpoint::target).toList(),
            new BalancerSettings(factor));
  }

  /** The most that an endpoint may have after one more request, in whole numbers. */
  private static long limit(Endpoint endpoint, List<Endpoint> available, int factor) {
    long inFlight = 1 + available.stream().mapToLong(Endpoint::inFlight).sum();
    long weights = available.stream().mapToLong(e -> e.target().weight()).sum();
    long product = factor * inFlight * endpoint.target().weight();
    return -Math.floorDiv(-product, 100 * weights);
  }

  /** A few keys have all the traffic, endpoints come and go, and the millisecond passes. */
  @ParameterizedTest
  @CsvSource({"1, 100", "2, 101", "3, 125", "4, 150", "5, 200", "6, 1000"})
  void noEndpointIsEverAboveTheFactor(long seed, int factor) {
    Random random = new Random(seed);
    for (int size : new int[] {1, 2, 3, 10, LoadBound.EXACT + 50}) {
      List<Endpoint> endpoints = endpoints(random.ints(size, 1, 6).toArray());
      LoadBalancer<Endpoint> balancer = bounded(endpoints, factor);
      List<Endpoint> running = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        selection.now += 1_000_000;
        selection.hash = AddressHash.mix(random.nextInt(3));
        if (random.nextInt(500) == 0) {
          endpoints.get(random.nextInt(size)).connectFailed(selection.now);
        }
        while (!running.isEmpty() && random.nextInt(100) < 40) {
          running.remove(random.nextInt(running.size())).requestEnded();
        }
        List<Endpoint> available =
            endpoints.stream().filter(endpoint -> endpoint.available(selection.now)).toList();
        Endpoint chosen = balancer.select(selection);
        assertThat(chosen).isNotNull();
        if (!available.isEmpty()) {
          assertThat(chosen.inFlight() + 1L).isLessThanOrEqualTo(limit(chosen, available, factor));
        }
        chosen.requestStarted();
        running.add(chosen);
      }
    }
  }

  @Test
  void aHotKeyIsSpreadOverAsManyAsItNeeds() {
    List<Endpoint> endpoints = endpoints(1, 1, 1, 1, 1, 1, 1, 1);
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    for (int i = 0; i < 800; i++) {
      Endpoint chosen = balancer.select(selection);
      assertThat(chosen).isNotNull();
      chosen.requestStarted();
    }
    assertThat(endpoints).allMatch(endpoint -> endpoint.inFlight() <= 125);
    assertThat(endpoints.stream().filter(e -> e.inFlight() == 125)).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void aKeyGoesHomeAsSoonAsThereIsRoom() {
    List<Endpoint> endpoints = endpoints(1, 1, 1);
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    Endpoint home = balancer.select(selection);
    assertThat(home).isNotNull();
    home.requestStarted();
    home.requestStarted();
    Endpoint other = balancer.select(selection);
    assertThat(other).isNotNull().isNotSameAs(home);
    assertThat(balancer.select(selection)).as("the same for all of that key").isSameAs(other);
    home.requestEnded();
    home.requestEnded();
    assertThat(balancer.select(selection)).isSameAs(home);
  }

  @Test
  void whileNothingIsInFlightItIsAsWithoutABound() {
    List<Endpoint> endpoints = endpoints(5, 1, 3);
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    LoadBalancer<Endpoint> unbounded = bounded(endpoints, 0);
    for (int i = 0; i < 10_000; i++) {
      selection.hash = AddressHash.mix(i);
      assertThat(balancer.select(selection)).isSameAs(unbounded.select(selection));
    }
  }

  @Test
  void aRetryThatHasOnlyFullOnesLeftTakesTheLeastFull() {
    List<Endpoint> endpoints = endpoints(1, 1, 1);
    for (int i = 0; i < 10; i++) {
      endpoints.get(0).requestStarted();
      endpoints.get(1).requestStarted();
    }
    endpoints.get(0).requestStarted();
    selection.excluded.add(endpoints.get(2));
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    for (int i = 0; i < 100; i++) {
      selection.hash = AddressHash.mix(i);
      assertThat(balancer.select(selection)).isSameAs(endpoints.get(1));
    }
  }

  /**
   * Four threads with at most {@code each} requests at a time. A thread that selects while the
   * others do sees their choices of that moment not yet counted: so many more may come in.
   */
  @ParameterizedTest
  @ValueSource(ints = {5, 25})
  void threadsTogetherExceedItByNoMoreThanTheirNumber(int each) throws InterruptedException {
    List<Endpoint> endpoints = endpoints(1, 1, 2, 4);
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      Random random = new Random(t);
      threads[t] = new Thread(() -> run(balancer, random, each, threads.length, endpoints, wrong));
    }
    Arrays.stream(threads).forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
    assertThat(endpoints).allMatch(endpoint -> endpoint.inFlight() == 0);
  }

  private static void run(
      LoadBalancer<Endpoint> balancer,
      Random random,
      int each,
      int threads,
      List<Endpoint> endpoints,
      Queue<String> wrong) {
    TestSelection mine = new TestSelection();
    List<Endpoint> running = new ArrayList<>();
    int weights = endpoints.stream().mapToInt(e -> e.target().weight()).sum();
    for (int i = 0; i < 20_000; i++) {
      while (running.size() >= each || (!running.isEmpty() && random.nextInt(3) == 0)) {
        running.remove(random.nextInt(running.size())).requestEnded();
      }
      mine.hash = AddressHash.mix(random.nextInt(2));
      Endpoint chosen = balancer.select(mine);
      if (chosen == null) {
        wrong.add("none");
        continue;
      }
      chosen.requestStarted();
      running.add(chosen);
      double share = (double) chosen.target().weight() / weights;
      double most = Math.ceil(FACTOR / 100.0 * threads * each * share) + threads - 1;
      if (chosen.inFlight() > most) {
        wrong.add(chosen + " has " + chosen.inFlight() + " of at most " + most);
      }
    }
    running.forEach(Endpoint::requestEnded);
  }
}
