package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link LoadBalancer} promises, whatever its policy; those of plugins too. */
public abstract class LoadBalancerContract {
  private static final int TRIES = 200;

  /** What is asked of the balancers; new for each test. */
  protected final TestSelection selection = new TestSelection();

  /** The policy under test. */
  protected abstract LoadBalancerFactory factory();

  /** What the balancers under test are made with. */
  protected BalancerSettings settings() {
    return BalancerSettings.DEFAULT;
  }

  /** Whether all endpoints that are alike get their share. */
  protected boolean spreads() {
    return true;
  }

  /** A balancer of the policy for these endpoints. */
  protected final LoadBalancer<Endpoint> balancer(List<Endpoint> endpoints) {
    return factory()
        .create(endpoints, endpoints.stream().map(Endpoint::target).toList(), settings());
  }

  /** One endpoint for each weight, idle and available; the first is at {@code e0:80}. */
  protected static List<Endpoint> endpoints(int... weights) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      endpoints.add(new Endpoint(new Target(new Address("e" + i, 80), weights[i])));
    }
    return endpoints;
  }

  @Test
  void choosesNoneOfNone() {
    assertThat(balancer(endpoints()).select(selection)).isNull();
  }

  @Test
  void choosesNoneWhereNoneHasWeight() {
    assertThat(balancer(endpoints(0, 0)).select(selection)).isNull();
  }

  @Test
  void choosesTheOnlyOneEvenIfItCoolsAndWasTried() {
    List<Endpoint> one = endpoints(3);
    one.get(0).connectFailed(0);
    selection.excluded.add(one.get(0));
    assertThat(balancer(one).select(selection)).isSameAs(one.get(0));
  }

  @Test
  void choosesACooledEndpointAgain() {
    List<Endpoint> two = endpoints(1, 1);
    two.get(0).connectFailed(0);
    two.get(1).connectFailed(1);
    selection.now = 1_000_000_000L; // the first is back, the second still out
    assertThat(balancer(two).select(selection)).isSameAs(two.get(0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void keepsToTheBestSetThatHasAMember(long seed) {
    Random random = new Random(seed);
    for (int pool = 0; pool < TRIES; pool++) {
      List<Endpoint> endpoints = endpoints(randomWeights(random));
      LoadBalancer<Endpoint> balancer = balancer(endpoints);
      for (int i = 0; i < 20; i++) {
        shake(endpoints, random);
        selection.now += random.nextInt(2_000_000_000);
        selection.hash = random.nextLong();
        List<Endpoint> allowed = allowed(endpoints);
        Endpoint chosen = balancer.select(selection);
        if (allowed.isEmpty()) {
          assertThat(chosen).isNull();
        } else {
          assertThat(allowed).contains(chosen);
        }
      }
    }
  }

  private void shake(List<Endpoint> endpoints, Random random) {
    selection.excluded.clear();
    int odds = 1 + random.nextInt(4);
    for (Endpoint endpoint : endpoints) {
      if (random.nextInt(odds) == 0) {
        endpoint.connectFailed(selection.now);
      } else if (random.nextInt(odds) == 0) {
        endpoint.connected();
      }
      if (random.nextInt(odds) == 0) {
        selection.excluded.add(endpoint);
      }
      load(endpoint, random);
    }
  }

  private void load(Endpoint endpoint, Random random) {
    if (random.nextBoolean()) {
      endpoint.responded(random.nextInt(1_000_000_000), selection.now);
    }
    if (random.nextBoolean()) {
      endpoint.requestStarted();
    } else if (endpoint.inFlight() > 0) {
      endpoint.requestEnded();
    }
  }

  @Test
  void choosesAmongTenThousand() {
    int[] weights = new Random(1).ints(10_000, 0, 100).toArray();
    List<Endpoint> endpoints = endpoints(weights);
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    Random random = new Random(2);
    Set<Endpoint> chosen = new HashSet<>();
    for (int i = 0; i < 50_000; i++) {
      selection.hash = random.nextLong();
      Endpoint next = balancer.select(selection);
      assertThat(next).isNotNull();
      chosen.add(next);
    }
    assertThat(chosen).allMatch(endpoint -> endpoint.target().weight() > 0);
    if (spreads()) {
      assertThat(chosen).as("endpoints that ever had a turn").hasSizeGreaterThan(8_000);
    }
  }

  @Test
  void takesTheWeightsThatItIsToldNotThoseInUse() {
    List<Endpoint> endpoints = endpoints(1, 1);
    List<Target> targets =
        List.of(new Target(endpoints.get(0).target().address(), 0), endpoints.get(1).target());
    LoadBalancer<Endpoint> balancer = factory().create(endpoints, targets, settings());
    for (int i = 0; i < 100; i++) {
      selection.hash = i * Long.MAX_VALUE / 50;
      assertThat(balancer.select(selection)).isSameAs(endpoints.get(1));
    }
  }

  /** The rule of {@link LoadBalancer}, said once more in the plainest way. */
  private List<Endpoint> allowed(List<Endpoint> endpoints) {
    Predicate<Endpoint> weighted = e -> e.target().weight() > 0;
    Predicate<Endpoint> untried = weighted.and(e -> !selection.excluded(e));
    Predicate<Endpoint> best = untried.and(e -> e.available(selection.now));
    for (Predicate<Endpoint> set : List.of(best, untried, weighted)) {
      List<Endpoint> members = endpoints.stream().filter(set).toList();
      if (!members.isEmpty()) {
        return members;
      }
    }
    return List.of();
  }

  private static int[] randomWeights(Random random) {
    int[] weights = new int[random.nextInt(8)];
    int bound = random.nextBoolean() ? 4 : Target.MAX_WEIGHT + 1;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextInt(4) == 0 ? 0 : random.nextInt(bound);
    }
    return weights;
  }

  @Test
  void staysSafeWhileEndpointsComeAndGo() throws InterruptedException {
    List<Endpoint> endpoints = endpoints(1, 0, 5, 2);
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Random random = new Random(t);
      threads.add(new Thread(() -> selectAndReport(balancer, endpoints, random, wrong)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
  }

  private static void selectAndReport(
      LoadBalancer<Endpoint> balancer,
      List<Endpoint> endpoints,
      Random random,
      Queue<String> wrong) {
    TestSelection mine = new TestSelection();
    mine.excluded.add(endpoints.get(0));
    for (int i = 0; i < 20_000; i++) {
      mine.now += 1_000_000;
      mine.hash = random.nextLong();
      Endpoint chosen = balancer.select(mine);
      if (chosen == null || chosen.target().weight() == 0 || mine.excluded(chosen)) {
        wrong.add("chose " + chosen);
      } else if (random.nextInt(3) == 0) {
        chosen.connectFailed(mine.now);
      } else {
        chosen.connected();
      }
    }
  }

  @Test
  void allocatesNothing() {
    List<Endpoint> endpoints = endpoints(3, 2, 1);
    endpoints.get(0).connectFailed(0);
    endpoints.get(1).requestStarted();
    endpoints.get(1).responded(1_000, 0);
    selection.now = 20_000_000;
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20 && least > 0; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int i = 0; i < 2_000; i++) {
        selection.hash = i;
        balancer.select(selection);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    assertThat(least).as("bytes allocated by 2,000 selections").isZero();
  }
}
