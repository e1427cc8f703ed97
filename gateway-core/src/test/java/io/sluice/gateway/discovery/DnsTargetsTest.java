package io.sluice.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.dns.DnsAnswer;
import io.sluice.gateway.dns.RecordType;
import io.sluice.gateway.dns.ServiceRecord;
import io.sluice.loadbalancer.Target;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What records become. */
class DnsTargetsTest {
  private static final DnsOptions A =
      new DnsOptions("users", "users.test", RecordType.A, 8080, Duration.ZERO);
  private static final DnsOptions SRV =
      new DnsOptions("users", "_http._tcp.users.test", RecordType.SRV, 0, Duration.ZERO);

  private static List<String> texts(DnsTargets found) {
    return found.targets().stream()
        .map(t -> t.priority() + " " + t.weight() + " " + t.address())
        .toList();
  }

  @Test
  void addressesAreTargetsOnThePortOnceAndInOrder() {
    DnsTargets found =
        DnsTargets.of(DnsScript.addresses(1, "10.0.0.2", "fd00::1", "10.0.0.1", "10.0.0.2"), A);
    assertThat(texts(found))
        .containsExactly("0 1 10.0.0.1:8080", "0 1 10.0.0.2:8080", "0 1 [fd00::1]:8080");
    assertThat(found.skipped()).isEqualTo(1);
  }

  @Test
  void servicesKeepNamePortWeightAndPriority() {
    DnsTargets found =
        DnsTargets.of(
            DnsScript.services(
                1,
                new ServiceRecord(10, 5, 81, "b.test"),
                new ServiceRecord(0, 60, 80, "b.test"),
                new ServiceRecord(0, 20, 80, "a.test")),
            SRV);
    assertThat(texts(found)).containsExactly("0 20 a.test:80", "0 60 b.test:80", "10 5 b.test:81");
  }

  @Test
  void servicesThatMakeNoSenseAreSkipped() {
    DnsTargets found =
        DnsTargets.of(
            DnsScript.services(
                1,
                new ServiceRecord(0, 1, 0, "a.test"),
                new ServiceRecord(0, 1, 80, "a b"),
                new ServiceRecord(0, 1, 80, "a[].test"),
                new ServiceRecord(1, 1, 80, "a.test"),
                new ServiceRecord(0, 1, 80, "a.test")),
            SRV);
    assertThat(texts(found)).containsExactly("0 1 a.test:80");
    assertThat(found.skipped()).isEqualTo(4);
  }

  @Test
  void aServiceThatIsNotOfferedIsToldFromOneThatCannotBeRead() {
    DnsAnswer refused = DnsScript.services(1, new ServiceRecord(0, 0, 0, ""));
    assertThat(DnsTargets.of(refused, SRV)).isEqualTo(new DnsTargets(List.of(), 0, true));
    DnsAnswer unreadable = DnsScript.services(1, new ServiceRecord(0, 0, 0, "a.test"));
    assertThat(DnsTargets.of(unreadable, SRV)).isEqualTo(new DnsTargets(List.of(), 1, false));
  }

  @ParameterizedTest
  @CsvSource({
    "0 0 0,       1 1 1",
    "1 2 3,       1 2 3",
    "0 1 3,       1 100 300",
    "0 1000,      1 65000",
    "0 65535,     1 65535",
    "65535 65535, 65535 65535",
  })
  void aWeightOfZeroGetsAVerySmallShareAndTheOthersKeepTheirs(String weights, String expected) {
    String[] words = weights.split(" ", -1);
    ServiceRecord[] all =
        IntStream.range(0, words.length)
            .mapToObj(i -> new ServiceRecord(0, Integer.parseInt(words[i]), 80, "h" + i))
            .toArray(ServiceRecord[]::new);
    assertThat(
            DnsTargets.of(DnsScript.services(1, all), SRV).targets().stream().map(Target::weight))
        .containsExactlyElementsOf(
            Arrays.stream(expected.split(" ", -1)).map(Integer::valueOf).toList());
  }

  @Test
  void anotherPrioritysZeroChangesNothing() {
    DnsTargets found =
        DnsTargets.of(
            DnsScript.services(
                1, new ServiceRecord(0, 7, 80, "a"), new ServiceRecord(1, 0, 80, "b")),
            SRV);
    assertThat(texts(found)).containsExactly("0 7 a:80", "1 1 b:80");
  }

  @Test
  void thereAreTenThousandAtMost() {
    ServiceRecord[] all =
        IntStream.range(0, 10_007)
            .mapToObj(i -> new ServiceRecord(0, 1, 1 + i, "a"))
            .toArray(ServiceRecord[]::new);
    DnsTargets found = DnsTargets.of(DnsScript.services(1, all), SRV);
    assertThat(found.targets()).hasSize(10_000);
    assertThat(found.skipped()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''      | A   | 80    | 0     | name: '' (expected: a name in DNS)",
        "a..b    | A   | 80    | 0     | name: 'a..b' (expected: a name in DNS)",
        "'a b'   | A   | 80    | 0     | name: 'a b' (expected: a name in DNS)",
        "a.test  | A   | 0     | 0     | port: 0 (expected: 1 to 65535)",
        "a.test  | AAAA| 65536 | 0     | port: 65536 (expected: 1 to 65535)",
        "a.test  | SRV | 80    | 0     | port: 80 (expected: none with record srv)",
        "a.test  | A   | 80    | 999   | refresh: 999ms (expected: 0, or 1 s to 24 h)",
      })
  void optionsThatMakeNoSenseAreRefused(
      String name, RecordType record, int port, long refreshMillis, String message) {
    assertThatThrownBy(
            () -> new DnsOptions("u", name, record, port, Duration.ofMillis(refreshMillis)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
