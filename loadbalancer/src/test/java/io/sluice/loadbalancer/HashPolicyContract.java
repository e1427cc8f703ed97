package io.sluice.loadbalancer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What policies promise that keep like with like. */
abstract class HashPolicyContract extends LoadBalancerContract {
  static final int KEYS = 100_000;

  /** The part of the keys that may move beyond those of the endpoint that goes. */
  abstract double slack();

  /** Where each of the same {@link #KEYS} keys goes. */
  final List<Endpoint> chosen(LoadBalancer<Endpoint> balancer) {
    Random keys = new Random(99);
    List<Endpoint> chosen = new ArrayList<>(KEYS);
    for (int i = 0; i < KEYS; i++) {
      selection.hash = keys.nextLong();
      chosen.add(balancer.select(selection));
    }
    return chosen;
  }

  private static int differences(List<Endpoint> before, List<Endpoint> after) {
    int differences = 0;
    for (int i = 0; i < KEYS; i++) {
      differences += before.get(i) == after.get(i) ? 0 : 1;
    }
    return differences;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10, 64, 65, 100, 1000, 1024})
  void oneThatGoesTakesAlongLittleMoreThanItsShareAndComesBackToAllOfIt(int count) {
    int[] weights = new int[count];
    Arrays.fill(weights, 7);
    List<Endpoint> all = endpoints(weights);
    List<Endpoint> before = chosen(balancer(all));
    for (int gone : new int[] {0, count / 2, count - 1}) {
      List<Endpoint> left = new ArrayList<>(all);
      Endpoint removed = left.remove(gone);
      List<Endpoint> without = chosen(balancer(left));
      assertThat(without).doesNotContain(removed);
      assertThat((double) differences(before, without) / KEYS)
          .as("moved without %s of %d", removed, count)
          .isLessThanOrEqualTo(1.0 / count + slack());
      left.add(removed); // at the end: the order that it is told in is no matter
      assertThat(chosen(balancer(left))).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theOrderOfTheListIsNoMatter(long seed) {
    Random random = new Random(seed);
    List<Endpoint> endpoints = endpoints(random.ints(20, 0, 10).toArray());
    List<Endpoint> before = chosen(balancer(endpoints));
    Collections.shuffle(endpoints, random);
    assertThat(chosen(balancer(endpoints))).isEqualTo(before);
  }

  @Test
  void oneThatIsOutMovesItsKeysAloneAndSpreadsThem() {
    List<Endpoint> endpoints = endpoints(1, 1, 1, 1, 1, 1);
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    List<Endpoint> before = chosen(balancer);
    Endpoint out = endpoints.get(3);
    out.connectFailed(0);
    List<Endpoint> after = chosen(balancer);
    Set<Endpoint> heirs = new HashSet<>();
    for (int i = 0; i < KEYS; i++) {
      if (before.get(i) == out) {
        heirs.add(after.get(i));
      } else {
        assertThat(after.get(i)).isSameAs(before.get(i));
      }
    }
    assertThat(heirs).hasSize(5).doesNotContain(out);
    assertThat(chosen(balancer)).isEqualTo(after);
    out.connected();
    assertThat(chosen(balancer)).isEqualTo(before);
  }

  @Test
  void keysStayTogetherWhereNearlyAllAreOut() {
    int[] weights = new int[500];
    Arrays.fill(weights, 3);
    List<Endpoint> endpoints = endpoints(weights);
    endpoints.subList(2, 500).forEach(endpoint -> endpoint.connectFailed(0));
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    List<Endpoint> chosen = chosen(balancer);
    assertThat(new HashSet<>(chosen)).containsExactlyInAnyOrderElementsOf(endpoints.subList(0, 2));
    assertThat(chosen(balancer)).isEqualTo(chosen);
  }

  @Test
  void ifAllCoolTheKeysStayAtHome() {
    List<Endpoint> endpoints = endpoints(1, 2, 3);
    LoadBalancer<Endpoint> balancer = balancer(endpoints);
    List<Endpoint> before = chosen(balancer);
    endpoints.forEach(endpoint -> endpoint.connectFailed(0));
    assertThat(chosen(balancer)).isEqualTo(before);
    selection.excluded.addAll(endpoints);
    assertThat(chosen(balancer)).isEqualTo(before);
  }

  final int[] counts(List<Endpoint> endpoints) {
    int[] counts = new int[endpoints.size()];
    for (Endpoint endpoint : chosen(balancer(endpoints))) {
      counts[endpoints.indexOf(endpoint)]++;
    }
    return counts;
  }

  static int[] owned(HashTable table, int endpoints) {
    int[] owned = new int[endpoints];
    int place = 0;
    do {
      owned[table.owner(place)]++;
      place = table.next(place);
    } while (place != 0);
    return owned;
  }

  static WeightedEndpoints<Endpoint> weighted(int... weights) {
    List<Endpoint> endpoints = endpoints(weights);
    return WeightedEndpoints.of(endpoints, endpoints.stream().map(Endpoint::target).toList());
  }
}
