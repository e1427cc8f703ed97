package io.sluice.loadbalancer.group;

import static io.sluice.loadbalancer.group.GroupFixture.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Target;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passive outlier detection: who is ejected, for how long, and how it returns. */
class OutlierDetectionTest {
  private final GroupFixture f = new GroupFixture();

  @Test
  void failuresInARowEject() {
    f.detect(5, 3, 50);
    f.start(target(1), target(2));
    fail(1, 4);
    f.endpoint(1).succeeded();
    fail(1, 4);
    assertThat(f.shares(10)).as("a success between starts anew").isEqualTo(Map.of(1, 5, 2, 5));
    fail(1, 1);
    assertThat(f.shares(10)).isEqualTo(Map.of(2, 10));
    assertThat(f.status(1).ejectedFor()).isEqualTo("consecutive_5xx");
    assertThat(f.group.status().ejections()).containsEntry(Ejection.CONSECUTIVE_5XX, 1L);
  }

  @Test
  void failedConnectionsInARowEject() {
    f.detect(5, 3, 50);
    f.start(target(1), target(2));
    connectFail(1, 2);
    f.endpoint(1).connected();
    connectFail(1, 2);
    assertThat(f.status(1).ejectedFor()).isEmpty();
    connectFail(1, 1);
    assertThat(f.status(1).ejectedFor()).isEqualTo("consecutive_connect_failures");
  }

  @Test
  void zeroSwitchesARuleOff() {
    f.detect(0, 0, 50);
    f.start(target(1), target(2));
    fail(1, 100);
    connectFail(1, 100);
    assertThat(f.status(1).ejectedFor()).isEmpty();
  }

  @Test
  void ejectionsGrowUpToTheCapAndReturnByThemselves() {
    f.detect(1, 0, 50);
    f.start(target(1), target(2));
    long[] expected = {30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300};
    for (long seconds : expected) {
      fail(1, 1);
      assertThat(f.status(1).ejectionLeft().toSeconds()).isEqualTo(seconds);
      f.pass(seconds - 1);
      assertThat(f.shares(10)).isEqualTo(Map.of(2, 10));
      f.pass(1);
      assertThat(f.status(1).ejectedFor()).isEmpty();
    }
  }

  @ParameterizedTest(name = "base {0}, at most {1}: ejection {2} lasts {3}")
  @CsvSource({
    "40, 100, 1, 40",
    "40, 100, 2, 80", // the cap lies between two steps
    "40, 100, 3, 100",
    "40, 100, 2147483647, 100",
    "40, 30, 1, 40", // a cap below the base does not shorten it
    "40, 30, 2, 40"
  })
  void ejectionsGrowByTheirBase(long base, long most, int nth, long expected) {
    OutlierSettings settings = new OutlierSettings(5, 3, 10, base, most, 50, 0, 5, 100);
    assertThat(settings.ejectionNanos(nth)).isEqualTo(expected);
  }

  @Test
  void eachIntervalWithoutEjectionShortensTheNext() {
    f.detect(1, 0, 50);
    f.start(target(1), target(2));
    for (int i = 0; i < 3; i++) {
      fail(1, 1);
      f.time.pass(f.status(1).ejectionLeft().toNanos(), TimeUnit.NANOSECONDS);
    }
    f.pass(11); // one look at least
    fail(1, 1);
    assertThat(f.status(1).ejectionLeft().toSeconds()).isBetween(60L, 90L);
    f.pass(90);
    f.pass(200);
    fail(1, 1);
    assertThat(f.status(1).ejectionLeft().toSeconds()).isEqualTo(30);
  }

  @ParameterizedTest(name = "{0} endpoints, at most {1} %: {2} out")
  @CsvSource({
    "1, 50, 0", // who has no other stays
    "2, 50, 1",
    "3, 50, 1",
    "4, 50, 2",
    "10, 10, 1",
    "3, 10, 1", // one of several may always go
    "3, 0, 0",
    "3, 100, 3"
  })
  void onlySoManyMayBeOut(int endpoints, int percent, int out) {
    f.detect(1, 0, percent);
    f.start(
        IntStream.rangeClosed(1, endpoints).mapToObj(GroupFixture::target).toArray(Target[]::new));
    for (int port = 1; port <= endpoints; port++) {
      fail(port, 1);
    }
    assertThat(f.group.status().endpoints().stream().filter(e -> !e.ejectedFor().isEmpty()).count())
        .isEqualTo(out);
  }

  @Test
  void whoHadToStayGoesWhenThereIsRoomAndItFailsOn() {
    f.detect(2, 0, 50);
    f.start(target(1), target(2));
    fail(1, 2);
    fail(2, 3);
    assertThat(f.status(2).ejectedFor()).isEmpty();
    f.pass(30);
    fail(2, 1);
    assertThat(f.status(2).ejectedFor()).isEqualTo("consecutive_5xx");
  }

  @Test
  void endpointsThatStayStayEjectedOverReloads() {
    f.detect(1, 0, 50);
    f.start(target(1), target(2));
    fail(1, 1);
    f.start(target(1, 3), target(2), target(3));
    assertThat(f.shares(10)).isEqualTo(Map.of(2, 5, 3, 5));
    f.pass(30);
    assertThat(f.shares(50)).isEqualTo(Map.of(1, 30, 2, 10, 3, 10));
  }

  @Test
  void withoutDetectionWhoIsOutReturns() {
    f.detect(1, 0, 50);
    f.start(target(1), target(2));
    fail(1, 1);
    f.outliers = null;
    f.start(target(1), target(2));
    assertThat(f.shares(10)).isEqualTo(Map.of(1, 5, 2, 5));
    fail(1, 10);
    assertThat(f.shares(10)).isEqualTo(Map.of(1, 5, 2, 5));
    assertThat(f.time.waiting()).isZero();
  }

  @Test
  void aLookThatIsCancelledTooLateIsNoSecondOne() {
    f.detect(1, 0, 50);
    f.start(target(1), target(2));
    f.cancelsTooLate = true;
    f.detect(2, 0, 50);
    f.start(target(1), target(2));
    f.pass(60);
    assertThat(f.time.waiting()).isEqualTo(1);
    f.group.close();
    f.pass(60);
    assertThat(f.time.waiting()).isZero();
  }

  @Test
  void operatorBeatsEjection() {
    f.detect(1, 0, 50);
    f.start(target(1), target(2));
    fail(1, 1);
    f.group.operator(new Address("10.0.0.1", 1), OperatorState.UP);
    assertThat(f.shares(10)).isEqualTo(Map.of(1, 5, 2, 5));
  }

  // ---- success rates

  @Test
  void aRateFarBelowTheOthersEjects() {
    startWithRates(6);
    for (int port = 1; port <= 5; port++) {
      exchanges(port, 1000, 1);
    }
    exchanges(6, 700, 300);
    f.pass(10);
    assertThat(f.status(6).ejectedFor()).isEqualTo("success_rate");
    assertThat(f.group.status().ejections()).containsEntry(Ejection.SUCCESS_RATE, 1L);
  }

  /** With next to no deviation one failure in a thousand would be far out. */
  @Test
  void aRateThatIsHardlyLowerDoesNot() {
    startWithRates(6);
    for (int port = 1; port <= 5; port++) {
      exchanges(port, 1000, 0);
    }
    exchanges(6, 999, 1);
    f.pass(10);
    assertThat(f.status(6).ejectedFor()).isEmpty();
  }

  @Test
  void ratesOfFewRequestsOrFewEndpointsSayNothing() {
    startWithRates(6);
    for (int port = 1; port <= 4; port++) {
      exchanges(port, 1000, 0);
    }
    exchanges(5, 49, 50); // 99 of 100 requests
    exchanges(6, 700, 300); // the fifth: one short with number 5
    f.pass(10);
    assertThat(f.status(5).ejectedFor()).isEmpty();
    f.pass(10);
    assertThat(f.status(6).ejectedFor()).isEqualTo("success_rate");
  }

  @Test
  void ratesAreThoseOfOneInterval() {
    startWithRates(6);
    for (int port = 1; port <= 6; port++) {
      exchanges(port, 1000, 0);
    }
    f.pass(10);
    for (int port = 1; port <= 5; port++) {
      exchanges(port, 100, 0);
    }
    exchanges(6, 50, 50);
    f.pass(10);
    assertThat(f.status(6).ejectedFor()).isEqualTo("success_rate");
  }

  private void startWithRates(int endpoints) {
    long second = 1_000_000_000;
    f.outliers = new OutlierSettings(0, 0, 10 * second, 30 * second, 300 * second, 50, 1.9, 5, 100);
    f.start(
        IntStream.rangeClosed(1, endpoints).mapToObj(GroupFixture::target).toArray(Target[]::new));
  }

  private void exchanges(int port, int good, int bad) {
    for (int i = 0; i < good; i++) {
      f.endpoint(port).succeeded();
    }
    for (int i = 0; i < bad; i++) {
      f.endpoint(port).failed();
    }
  }

  private void fail(int port, int times) {
    for (int i = 0; i < times; i++) {
      f.endpoint(port).failed();
    }
    f.settle();
  }

  private void connectFail(int port, int times) {
    for (int i = 0; i < times; i++) {
      f.endpoint(port).connectFailed(f.time.nowNanos());
    }
    f.settle();
  }
}
