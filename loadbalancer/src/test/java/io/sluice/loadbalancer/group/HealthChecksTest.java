package io.sluice.loadbalancer.group;

import static io.sluice.loadbalancer.group.GroupFixture.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.Address;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Active checks: when they are made, and what their results do. */
class HealthChecksTest {
  private static final ProbeResult GOOD = new ProbeResult(true, "status 200");
  private static final ProbeResult BAD = new ProbeResult(false, "status 503");

  private final GroupFixture f = new GroupFixture();

  @Test
  void firstResultDecidesAlone() {
    f.checkEach(5);
    f.finds.putAll(Map.of(1, GOOD, 2, BAD));
    f.start(target(1), target(2));
    assertThat(f.shares(10)).as("before it both serve").isEqualTo(Map.of(1, 5, 2, 5));
    f.time.pass(2, TimeUnit.MILLISECONDS);
    assertThat(f.shares(10)).isEqualTo(Map.of(1, 10));
    assertThat(f.status(2).health()).isEqualTo(CheckHealth.UNHEALTHY);
    assertThat(f.status(2).checkDetail()).isEqualTo("status 503");
    assertThat(f.group.status().checksPassed()).isEqualTo(1);
    assertThat(f.group.status().checksFailed()).isEqualTo(1);
  }

  @Test
  void afterThatItTakesAsManyInARowAsTheThresholdsSay() {
    f.checkEach(1);
    f.finds.putAll(Map.of(1, GOOD, 2, GOOD));
    f.start(target(1), target(2));
    f.time.pass(100, TimeUnit.MILLISECONDS);
    rounds(2, BAD, 2);
    assertThat(f.shares(10)).as("two of three").isEqualTo(Map.of(1, 5, 2, 5));
    rounds(1, GOOD, 2);
    rounds(2, BAD, 2);
    assertThat(f.shares(10)).as("a good one between starts anew").isEqualTo(Map.of(1, 5, 2, 5));
    rounds(1, BAD, 2);
    assertThat(f.shares(10)).as("three of three").isEqualTo(Map.of(1, 10));
    rounds(1, GOOD, 2);
    assertThat(f.shares(10)).as("one of two").isEqualTo(Map.of(1, 10));
    rounds(1, GOOD, 2);
    assertThat(f.shares(10)).as("two of two").isEqualTo(Map.of(1, 5, 2, 5));
  }

  /** So many checks of one port with this result; a round is 1.1 s, as the jitter may make it. */
  private void rounds(int count, ProbeResult result, int port) {
    f.finds.remove(port);
    for (int i = 0; i < count; i++) {
      f.asked.remove(port);
      f.time.pass(1100, TimeUnit.MILLISECONDS);
      f.asked.remove(port).accept(result);
      f.settle();
    }
  }

  @Test
  void intervalVariesByATenth() {
    f.checkEach(10);
    f.finds.put(1, GOOD);
    f.start(target(1));
    f.time.pass(1, TimeUnit.MILLISECONDS);
    for (int i = 0; i < 100; i++) {
      long until = f.time.untilNext();
      assertThat(TimeUnit.NANOSECONDS.toMillis(until)).isBetween(9_000L, 11_000L);
      f.time.pass(until, TimeUnit.NANOSECONDS);
      f.settle();
    }
    assertThat(f.group.status().checksPassed()).isEqualTo(101);
  }

  @Test
  void anEndpointHasOneCheckOnItsWayAtMost() {
    f.checkEach(1);
    f.start(target(1));
    f.pass(60);
    assertThat(f.asked).containsOnlyKeys(1);
    assertThat(f.time.waiting()).isZero();
    f.group.apply(f.settings(), () -> List.of(target(1)));
    assertThat(f.time.waiting()).isZero();
    f.asked.get(1).accept(GOOD);
    f.settle();
    assertThat(f.time.waiting()).isEqualTo(1);
  }

  @Test
  void whatIsGoneIsCheckedNoMoreAndItsLateResultCountsForNothing() {
    f.checkEach(1);
    f.start(target(1), target(2));
    f.pass(1);
    f.group.targets(List.of(target(2)));
    f.asked.get(1).accept(BAD);
    f.settle();
    assertThat(f.group.status().checksFailed()).isZero();
    f.finds.put(2, GOOD);
    f.asked.remove(1);
    f.asked.get(2).accept(GOOD);
    f.pass(60);
    assertThat(f.asked).doesNotContainKey(1);
  }

  @Test
  void endpointsThatStayKeepTheirHealthOverReloads() {
    f.checkEach(5);
    f.finds.putAll(Map.of(1, GOOD, 2, BAD));
    f.start(target(1), target(2));
    f.pass(1);
    f.start(target(1, 2), target(2), target(3));
    assertThat(f.status(2).health()).isEqualTo(CheckHealth.UNHEALTHY);
    assertThat(f.shares(30)).isEqualTo(Map.of(1, 20, 3, 10));
  }

  @Test
  void withoutChecksTheirFindingsAreForgotten() {
    f.checkEach(5);
    f.finds.putAll(Map.of(1, GOOD, 2, BAD));
    f.start(target(1), target(2));
    f.pass(1);
    f.checks = null;
    f.start(target(1), target(2));
    assertThat(f.shares(10)).isEqualTo(Map.of(1, 5, 2, 5));
    assertThat(f.time.waiting()).isZero();
  }

  @Test
  void aNewIntervalHoldsAtOnce() {
    f.checkEach(3600);
    f.finds.put(1, GOOD);
    f.start(target(1));
    f.pass(1);
    f.checkEach(1);
    f.start(target(1));
    f.pass(3);
    assertThat(f.group.status().checksPassed()).isBetween(3L, 5L);
  }

  @Test
  void aCheckThatIsCancelledTooLateIsNoSecondOne() {
    f.checkEach(10);
    f.finds.put(1, GOOD);
    f.start(target(1));
    f.pass(1);
    f.cancelsTooLate = true;
    f.checkEach(5);
    f.start(target(1));
    f.pass(60);
    assertThat(f.time.waiting()).isEqualTo(1);
  }

  @Test
  void operatorBeatsChecks() {
    f.checkEach(5);
    f.finds.putAll(Map.of(1, GOOD, 2, BAD));
    f.start(target(1), target(2));
    f.pass(1);
    f.group.operator(new Address("10.0.0.1", 2), OperatorState.UP);
    assertThat(f.shares(10)).isEqualTo(Map.of(1, 5, 2, 5));
  }

  @Test
  void downIsNotCheckedAndDrainIs() {
    f.checkEach(5);
    f.finds.putAll(Map.of(1, GOOD, 2, GOOD));
    f.start(target(1), target(2));
    f.pass(1);
    f.group.operator(new Address("10.0.0.1", 1), OperatorState.DOWN);
    f.group.operator(new Address("10.0.0.1", 2), OperatorState.DRAIN);
    long before = f.group.status().checksPassed();
    f.pass(11);
    assertThat(f.group.status().checksPassed() - before).isEqualTo(2);
    f.group.operator(new Address("10.0.0.1", 1), OperatorState.NONE);
    f.pass(11);
    assertThat(f.group.status().checksPassed() - before).isEqualTo(7);
  }

  /** It was down to be repaired, or died meanwhile: what was found before says nothing. */
  @Test
  void theFirstResultAfterDownDecidesAlone() {
    f.checkEach(5);
    f.finds.putAll(Map.of(1, GOOD, 2, BAD, 3, GOOD));
    f.start(target(1), target(2), target(3));
    f.pass(1);
    operator(OperatorState.DOWN);
    f.pass(60);
    f.finds.putAll(Map.of(1, BAD, 2, GOOD));
    operator(OperatorState.NONE);
    f.pass(1);
    assertThat(f.status(1).health()).isEqualTo(CheckHealth.UNHEALTHY);
    assertThat(f.status(2).health()).isEqualTo(CheckHealth.HEALTHY);
    assertThat(f.shares(10)).isEqualTo(Map.of(2, 5, 3, 5));
  }

  private void operator(OperatorState state) {
    f.group.operator(new Address("10.0.0.1", 1), state);
    f.group.operator(new Address("10.0.0.1", 2), state);
  }

  @Test
  void tooFewHealthyIsPanicAndHealthIsIgnored() {
    f.checkEach(5);
    f.panicThreshold = 50;
    f.finds.putAll(Map.of(1, GOOD, 2, BAD, 3, BAD));
    f.start(target(1), target(2), target(3));
    f.pass(1);
    assertThat(f.group.status().panic()).isTrue();
    assertThat(f.shares(30)).isEqualTo(Map.of(1, 10, 2, 10, 3, 10));
    f.finds.put(2, GOOD);
    f.pass(12);
    assertThat(f.group.status().panic()).isFalse();
    assertThat(f.shares(30)).isEqualTo(Map.of(1, 15, 2, 15));
  }

  /** With all sockets taken by exchanges no check could be made: that must not end them too. */
  @Test
  void aLackOfSocketsSaysNothingOfEndpoints() {
    f.checkEach(1);
    f.finds.putAll(Map.of(1, ProbeResult.NO_SOCKET, 2, GOOD));
    f.start(target(1), target(2));
    f.pass(10);
    assertThat(f.status(1).health()).isEqualTo(CheckHealth.UNKNOWN);
    assertThat(f.group.status().checksFailed()).isZero();
    f.finds.put(1, BAD);
    f.pass(2);
    assertThat(f.status(1).health()).as("it is asked on").isEqualTo(CheckHealth.UNHEALTHY);
  }

  @Test
  void aProberThatThrowsIsAFailedCheck() {
    f.checks =
        new CheckSettings<>(
            (endpoint, result) -> {
              throw new IllegalStateException("broken");
            },
            1_000_000_000,
            2,
            3);
    f.start(target(1), target(2));
    f.pass(1);
    assertThat(f.status(1).health()).isEqualTo(CheckHealth.UNHEALTHY);
    assertThat(f.status(1).checkDetail()).contains("broken");
  }
}
