package io.sluice.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.dns.DnsAnswer;
import io.sluice.gateway.dns.RecordType;
import io.sluice.gateway.dns.ServiceRecord;
import io.sluice.gateway.testkit.LogLines;
import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.SourceStatus;
import io.sluice.loadbalancer.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When DNS is asked, and what its answers do; time is the test's. */
class DnsDiscoveryTest {
  private final DnsScript dns = new DnsScript();
  private final List<String> told = new ArrayList<>();

  private Discovery.Subscription watch() {
    return watch(Duration.ZERO);
  }

  private Discovery.Subscription watch(Duration refresh) {
    return watch(RecordType.A, 80, refresh, list -> told.add(text(list)));
  }

  private Discovery.Subscription watch(
      RecordType record, int port, Duration refresh, Consumer<List<Target>> listener) {
    DnsOptions options = new DnsOptions("users", "users.test", record, port, refresh);
    return new DnsDiscovery(options, dns, dns, dns, new Random(7)).subscribe(listener);
  }

  private static String text(List<Target> list) {
    return String.join(" ", list.stream().map(t -> t.address().host()).toList());
  }

  private void assertNextWithin(long nanos) {
    assertThat(dns.untilNext()).isBetween(nanos, nanos + nanos / 20);
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 1", "1, 0, 1", "30, 0, 30", "86400, 0, 300", "30, 10, 10", "1, 600, 600"})
  void isAskedAgainWhenTheTtlIsOver(long ttl, long refresh, long expected) {
    dns.answer = DnsScript.addresses(ttl, "10.0.0.1");
    watch(Duration.ofSeconds(refresh));
    for (int i = 0; i < 50; i++) {
      assertNextWithin(seconds(expected));
      dns.next();
    }
    assertThat(dns.asked).hasSize(51);
    assertThat(told).containsExactly("10.0.0.1");
  }

  @Test
  void waitsAreNotAllTheSame() {
    dns.answer = DnsScript.addresses(10, "10.0.0.1");
    watch();
    long first = dns.untilNext();
    dns.next();
    assertThat(dns.untilNext()).isNotEqualTo(first);
  }

  @Test
  void tellsAListOnlyWhenItChanged() {
    dns.answer = DnsScript.addresses(1, "10.0.0.1", "10.0.0.2");
    watch();
    dns.answer = DnsScript.addresses(1, "10.0.0.2", "10.0.0.1");
    dns.next();
    dns.answer = DnsScript.addresses(1, "10.0.0.3");
    dns.next();
    assertThat(told).containsExactly("10.0.0.1 10.0.0.2", "10.0.0.3");
  }

  @Test
  void failuresLeaveTheListAndAreAskedAgainMoreAndMoreRarely() {
    dns.answer = DnsScript.addresses(1, "10.0.0.1");
    Discovery.Subscription watch = watch();
    dns.answer = DnsScript.failure();
    for (long expected : new long[] {1, 1, 2, 4, 8, 16, 30, 30, 30}) {
      assertNextWithin(seconds(expected));
      dns.next();
    }
    dns.pass(2, TimeUnit.DAYS);
    assertThat(told).containsExactly("10.0.0.1");
    assertThat(watch.status().failures()).isGreaterThan(1000);
    dns.answer = DnsScript.addresses(20, "10.0.0.2");
    dns.next();
    assertThat(told).containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(watch.status()).isEqualTo(SourceStatus.FRESH);
    assertNextWithin(seconds(20));
  }

  @Test
  void saysNothingWhileItKnowsNothing() {
    Discovery.Subscription watch = watch();
    dns.pass(1, TimeUnit.HOURS);
    assertThat(told).isEmpty();
    assertThat(watch.status().known()).isFalse();
    assertThat(watch.status().staleness()).isEqualTo(Duration.ofHours(1));
    dns.answer = DnsScript.addresses(1, "10.0.0.1");
    dns.next();
    assertThat(told).containsExactly("10.0.0.1");
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_SUCH_NAME", "NO_RECORDS"})
  void aNameThatIsGoneIsBelievedToBeAfterHalfAMinute(DnsAnswer.Kind kind) {
    dns.answer = DnsScript.addresses(1, "10.0.0.1");
    Discovery.Subscription watch = watch();
    dns.answer = DnsAnswer.none(kind, "gone");
    dns.next();
    assertNextWithin(seconds(1));
    dns.pass(29, TimeUnit.SECONDS);
    assertThat(told).containsExactly("10.0.0.1");
    assertThat(watch.status().staleness()).isGreaterThanOrEqualTo(Duration.ofSeconds(29));
    assertThat(dns.asked).hasSizeBetween(28, 31);
    dns.pass(1100, TimeUnit.MILLISECONDS);
    assertThat(told).containsExactly("10.0.0.1", "");
    assertThat(watch.status()).isEqualTo(SourceStatus.FRESH);
    dns.next();
    assertNextWithin(seconds(5));
  }

  @Test
  void aNameThatComesBackInTimeHasLostNothing() {
    dns.answer = DnsScript.addresses(1, "10.0.0.1");
    watch();
    for (int i = 0; i < 5; i++) { // each absence begins anew
      dns.answer = DnsScript.noName();
      dns.pass(20, TimeUnit.SECONDS);
      dns.answer = DnsScript.addresses(1, "10.0.0.1");
      dns.pass(2, TimeUnit.SECONDS);
    }
    assertThat(told).containsExactly("10.0.0.1");
  }

  @Test
  void aFailureInBetweenDoesNotMakeAnAbsenceLonger() {
    dns.answer = DnsScript.addresses(1, "10.0.0.1");
    watch();
    dns.answer = DnsScript.noName();
    dns.pass(15, TimeUnit.SECONDS);
    dns.answer = DnsScript.failure();
    dns.pass(20, TimeUnit.SECONDS);
    assertThat(told).containsExactly("10.0.0.1");
    dns.answer = DnsScript.noRecords();
    dns.next();
    assertThat(told).containsExactly("10.0.0.1", "");
  }

  @Test
  void aNameThatIsNotThereToBeginWithHasNoTargets() {
    dns.answer = DnsScript.noName();
    watch();
    assertThat(told).containsExactly("");
    dns.pass(1, TimeUnit.MINUTES);
    assertThat(told).containsExactly("");
    dns.answer = DnsScript.addresses(1, "10.0.0.1");
    dns.pass(6, TimeUnit.SECONDS);
    assertThat(told).containsExactly("", "10.0.0.1");
  }

  @Test
  void recordsThatCannotBeReadAreAFailure() {
    dns.answer = DnsScript.addresses(1, "10.0.0.1");
    Discovery.Subscription watch = watch();
    dns.answer = new DnsAnswer(DnsAnswer.Kind.RECORDS, List.of(), List.of(), 1, 4, "");
    dns.pass(5, TimeUnit.MINUTES);
    assertThat(told).containsExactly("10.0.0.1");
    assertThat(watch.status().failures()).isPositive();
  }

  @Test
  void aServiceThatIsNotOfferedLosesItsTargetsAtOnce() {
    dns.answer = DnsScript.services(1, new ServiceRecord(0, 1, 80, "a.test"));
    watch(RecordType.SRV, 0, Duration.ZERO, list -> told.add(text(list)));
    dns.answer = DnsScript.services(60, new ServiceRecord(0, 0, 0, ""));
    dns.next();
    assertThat(told).containsExactly("a.test", "");
    assertNextWithin(seconds(60));
  }

  @Test
  void skippedRecordsAreCounted() {
    dns.answer = DnsScript.addresses(1, "10.0.0.1", "10.0.0.1", "10.0.0.1");
    assertThat(watch().status().skipped()).isEqualTo(2);
  }

  @Test
  void stalenessIsTheTimeSinceTheLastAnswer() {
    dns.answer = DnsScript.addresses(10, "10.0.0.1");
    Discovery.Subscription watch = watch();
    dns.pass(9, TimeUnit.SECONDS);
    assertThat(watch.status().staleness()).isZero();
    dns.answer = DnsScript.failure();
    dns.pass(11, TimeUnit.SECONDS);
    assertThat(watch.status().staleness()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void closingEndsTheQuestions() {
    dns.answer = DnsScript.addresses(1, "10.0.0.1");
    watch().close();
    assertThat(dns.untilNext()).isEqualTo(-1);
  }

  @Test
  void anAnswerAfterClosingIsNotTold() {
    dns.silent = true;
    Discovery.Subscription watch = watch();
    watch.close();
    dns.open.get(0).accept(DnsScript.addresses(1, "10.0.0.1"));
    assertThat(told).isEmpty();
    assertThat(dns.untilNext()).isEqualTo(-1);
  }

  @Test
  void aListenerMayCloseItsSubscription() {
    Discovery.Subscription[] self = new Discovery.Subscription[1];
    dns.answer = DnsScript.noName();
    self[0] =
        watch(
            RecordType.A,
            80,
            Duration.ZERO,
            list -> {
              told.add(text(list));
              if (!list.isEmpty()) {
                self[0].close();
              }
            });
    dns.answer = DnsScript.addresses(1, "10.0.0.1");
    dns.pass(1, TimeUnit.MINUTES);
    assertThat(told).containsExactly("", "10.0.0.1");
    assertThat(dns.untilNext()).isEqualTo(-1);
  }

  @Test
  void aListenerThatFailsDoesNotEndTheQuestions() {
    dns.answer = DnsScript.addresses(1, "10.0.0.1");
    watch(
        RecordType.A,
        80,
        Duration.ZERO,
        list -> {
          throw new IllegalStateException("a listener that fails");
        });
    assertThat(dns.untilNext()).isPositive();
  }

  @Test
  void subscriptionsStandForThemselves() {
    dns.answer = DnsScript.addresses(1, "10.0.0.1");
    watch().close();
    watch();
    dns.answer = DnsScript.addresses(1, "10.0.0.2");
    dns.next();
    assertThat(told).containsExactly("10.0.0.1", "10.0.0.1", "10.0.0.2");
  }

  @Test
  void eachKindOfTroubleIsSaidOnceAndItsEndOnce() {
    try (LogLines log = LogLines.of(DnsDiscovery.class)) {
      watch();
      dns.pass(1, TimeUnit.MINUTES);
      dns.answer = DnsScript.addresses(1, "10.0.0.1");
      dns.pass(1, TimeUnit.MINUTES);
      dns.answer = DnsScript.noName();
      dns.pass(2, TimeUnit.SECONDS);
      dns.answer = DnsScript.failure();
      dns.pass(10, TimeUnit.MINUTES);
      dns.answer = DnsScript.addresses(1, "10.0.0.1", "10.0.0.2", "10.0.0.2");
      dns.pass(1, TimeUnit.MINUTES);
      String name = " upstream users: DNS A users.test: ";
      assertThat(log.lines())
          .containsExactly(
              "WARN" + name + "ServFail from 10.0.0.53:53 (it has no targets)",
              "INFO" + name + "answers again, 1 targets",
              "WARN" + name + "no such name (its last 1 targets stay for up to 30 s)",
              "WARN" + name + "ServFail from 10.0.0.53:53 (its last 1 targets stay)",
              "WARN" + name + "1 records skipped that make no sense or are there twice",
              "INFO" + name + "answers again, 2 targets");
    }
  }
}
