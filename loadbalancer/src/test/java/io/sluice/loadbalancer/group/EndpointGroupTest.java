package io.sluice.loadbalancer.group;

import static io.sluice.loadbalancer.group.GroupFixture.in;
import static io.sluice.loadbalancer.group.GroupFixture.reserve;
import static io.sluice.loadbalancer.group.GroupFixture.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.BalancerSettings;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.LoadBalancer;
import io.sluice.loadbalancer.LoadBalancerFactory;
import io.sluice.loadbalancer.RoundRobin;
import io.sluice.loadbalancer.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is in the group, and what changes of targets and operators do. */
class EndpointGroupTest {
  private final GroupFixture f = new GroupFixture();

  @Test
  void choosesNobodyBeforeThereAreTargets() {
    assertThat(f.shares(1)).containsOnlyKeys(-1);
  }

  @Test
  void sharesAreExactlyTheWeights() {
    f.start(target(1, 3), target(2, 1), target(3, 0));
    assertThat(f.shares(400)).isEqualTo(Map.of(1, 300, 2, 100));
  }

  /** Connections, counters and health belong to the endpoint: it must be the same object. */
  @Test
  void endpointsOfAddressesThatStayStay() {
    f.start(target(1), target(2));
    Endpoint stays = f.endpoint(2);
    f.group.targets(List.of(target(3), target(2, 5)));
    f.settle();
    assertThat(f.opened).containsExactly(1, 2, 3);
    assertThat(f.closed).containsExactly(1);
    assertThat(f.endpoint(2)).isSameAs(stays);
    assertThat(stays.target().weight()).isEqualTo(5);
    assertThat(f.shares(600)).isEqualTo(Map.of(2, 500, 3, 100));
  }

  @Test
  void repeatedAddressesAreOneEndpoint() {
    f.start(target(1), target(1, 4), target(2));
    assertThat(f.opened).containsExactly(1, 2);
    assertThat(f.shares(10)).isEqualTo(Map.of(1, 5, 2, 5));
  }

  @Test
  void aTargetThatCannotBeOpenedCostsTheOthersNothing() {
    f.start(target(1), target(2));
    Endpoint stays = f.endpoint(2);
    f.impossible = 3;
    f.group.targets(List.of(target(3), target(2), target(4)));
    f.settle();
    assertThat(f.closed).containsExactly(1);
    assertThat(f.endpoint(2)).isSameAs(stays);
    assertThat(f.shares(10)).isEqualTo(Map.of(2, 5, 4, 5));
  }

  @Test
  void anEmptyListLeavesNobody() {
    f.start(target(1));
    f.group.targets(List.of());
    f.settle();
    assertThat(f.shares(1)).containsOnlyKeys(-1);
    assertThat(f.closed).containsExactly(1);
  }

  @Test
  void settingsWithoutAListKeepTheEndpoints() {
    f.start(target(1), target(2));
    f.group.apply(f.settings(), () -> null);
    assertThat(f.closed).isEmpty();
    assertThat(f.shares(10)).isEqualTo(Map.of(1, 5, 2, 5));
  }

  /** Else a list that comes while a reload waits for the lock would be undone by the older one. */
  @Test
  void theListOfNewSettingsIsReadUnderTheLock() {
    List<Boolean> held = new ArrayList<>();
    f.group.apply(
        f.settings(),
        () -> {
          held.add(Thread.holdsLock(f.group.lock()));
          return List.of(target(1));
        });
    assertThat(held).containsExactly(true);
    assertThat(f.shares(1)).containsOnlyKeys(1);
  }

  @Test
  void turnsGoOnWhenNothingHasChanged() {
    f.start(target(1), target(2), target(3));
    f.shares(1);
    f.start(target(1), target(2), target(3));
    assertThat(f.shares(1)).containsOnlyKeys(2);
  }

  @Test
  void manyChangesAtOnceMakeOneTable() {
    Counting policy = new Counting();
    f.group.apply(new GroupSettings<>(policy), () -> List.of(target(1)));
    for (int port = 2; port < 50; port++) {
      f.group.targets(List.of(target(1), target(port)));
    }
    f.settle();
    assertThat(policy.made).isEqualTo(2);
    assertThat(f.shares(10)).isEqualTo(Map.of(1, 5, 49, 5));
  }

  @Test
  void aPolicyThatFailsLeavesTheOneBefore() {
    f.start(target(1), target(2));
    f.group.apply(new GroupSettings<>(new Failing()), () -> List.of(target(1), target(2)));
    assertThat(f.shares(10)).isEqualTo(Map.of(1, 5, 2, 5));
  }

  @Test
  void closingLetsAllGoAndEndsWhatIsPlanned() {
    f.checkEach(5);
    f.detect(5, 3, 50);
    f.slowStart = 1_000_000_000;
    f.start(target(1), target(2));
    f.group.targets(List.of(target(1), target(2), target(3)));
    f.group.close();
    f.settle();
    assertThat(f.closed).containsExactly(1, 2, 3);
    assertThat(f.shares(1)).containsOnlyKeys(-1);
    f.group.targets(List.of(target(4)));
    f.group.apply(f.settings(), () -> List.of(target(4)));
    f.settle();
    assertThat(f.opened).doesNotContain(4);
    assertThat(f.time.waiting()).isZero();
  }

  // ---- reserves and zones

  @Test
  void reservesServeWhenTooFewOthersAreHealthy() {
    f.panicThreshold = 50;
    f.start(target(1), target(2), reserve(9));
    assertThat(f.shares(10)).isEqualTo(Map.of(1, 5, 2, 5));
    assertThat(f.status(9).serving()).isFalse();
    assertThat(f.status(9).healthy()).as("it is well, and waits its turn").isTrue();
    put(1, OperatorState.DOWN);
    put(2, OperatorState.DOWN);
    assertThat(f.shares(10)).isEqualTo(Map.of(9, 10));
  }

  @Test
  void ownZoneComesFirst() {
    f.zone = "a";
    f.panicThreshold = 50;
    f.start(in("a", 1), in("b", 2), in("a", 3));
    assertThat(f.shares(10)).isEqualTo(Map.of(1, 5, 3, 5));
    f.zone = "";
    f.group.apply(f.settings(), () -> null);
    assertThat(f.shares(30)).isEqualTo(Map.of(1, 10, 2, 10, 3, 10));
  }

  // ---- operators

  @ParameterizedTest
  @EnumSource(names = {"DRAIN", "DOWN"})
  void whoIsTakenOutGetsNothingNotEvenInPanic(OperatorState out) {
    f.panicThreshold = 100;
    f.start(target(1), target(2));
    put(1, out);
    assertThat(f.shares(10)).isEqualTo(Map.of(2, 10));
    assertThat(f.status(1).serving()).isFalse();
    assertThat(f.status(1).healthy()).isFalse();
    put(1, OperatorState.NONE);
    assertThat(f.shares(10)).isEqualTo(Map.of(1, 5, 2, 5));
  }

  @Test
  void theWordHoldsOverListsAndSettings() {
    f.start(target(1), target(2));
    put(1, OperatorState.DRAIN);
    f.start(target(1, 7), target(2));
    assertThat(f.shares(10)).isEqualTo(Map.of(2, 10));
  }

  @Test
  void aWordOnAnUnknownAddressIsRefused() {
    f.start(target(1));
    assertThat(f.group.operator(new Address("10.0.0.1", 2), OperatorState.UP)).isFalse();
  }

  // ---- slow start

  @Test
  void anEndpointThatAppearsGetsItsShareStepByStep() {
    f.slowStart = 10_000_000_000L;
    f.start(target(1));
    f.group.targets(List.of(target(1), target(2)));
    f.settle();
    assertThat(f.shares(1100)).isEqualTo(Map.of(1, 1000, 2, 100));
    f.pass(5);
    assertThat(f.shares(1600)).isEqualTo(Map.of(1, 1000, 2, 600));
    f.pass(4);
    assertThat(f.shares(20)).isEqualTo(Map.of(1, 10, 2, 10));
    assertThat(f.time.waiting()).as("no step is left").isZero();
  }

  @Test
  void whoReturnsIsSparedToo() {
    f.slowStart = 10_000_000_000L;
    f.start(target(1), target(2));
    assertThat(f.shares(20)).as("at first nobody lags behind").isEqualTo(Map.of(1, 10, 2, 10));
    put(2, OperatorState.DRAIN);
    f.pass(60);
    put(2, OperatorState.NONE);
    assertThat(f.shares(1100)).isEqualTo(Map.of(1, 1000, 2, 100));
  }

  private void put(int port, OperatorState state) {
    assertThat(f.group.operator(new Address("10.0.0.1", port), state)).isTrue();
    f.settle();
  }

  /** Round robin that counts its tables. */
  private static final class Counting implements LoadBalancerFactory {
    private final LoadBalancerFactory real = new RoundRobin();
    int made;

    @Override
    public String policy() {
      return "counting";
    }

    @Override
    public <E extends Endpoint> LoadBalancer<E> create(
        List<E> endpoints, List<Target> targets, BalancerSettings settings) {
      made++;
      return real.create(endpoints, targets, settings);
    }
  }

  private static final class Failing implements LoadBalancerFactory {
    @Override
    public String policy() {
      return "failing";
    }

    @Override
    public <E extends Endpoint> LoadBalancer<E> create(
        List<E> endpoints, List<Target> targets, BalancerSettings settings) {
      throw new IllegalStateException("broken");
    }
  }
}
