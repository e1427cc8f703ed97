package io.sluice.gateway.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.sluice.gateway.testkit.LogLines;
import io.sluice.gateway.testkit.ManualTicker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long names hold, and what becomes of them when DNS fails; time is the test's. */
class HostCacheTest {
  private final ManualTicker clock = new ManualTicker();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Map<String, DnsAnswer> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final Map<String, Consumer<? super DnsAnswer>> open = new LinkedHashMap<>();
  private boolean silent;
  private final HostCache cache =
      new HostCache(
          channel.eventLoop(),
          this::answer,
          new HostsFile(Map.of("listed.test", List.of(address("10.9.9.9")))),
          clock::nanos);

  private void answer(String name, RecordType type, Consumer<? super DnsAnswer> to) {
    asked.add(type + " " + name);
    if (silent) {
      open.put(name, to);
    } else {
      to.accept(
          answers.getOrDefault(
              type + " " + name, DnsAnswer.none(DnsAnswer.Kind.NO_SUCH_NAME, "NXDOMAIN")));
    }
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static DnsAnswer records(long ttlSeconds, String... literals) {
    return new DnsAnswer(
        DnsAnswer.Kind.RECORDS,
        Arrays.stream(literals).map(HostCacheTest::address).toList(),
        List.of(),
        ttlSeconds,
        0,
        "");
  }

  private void has(String name, long ttlSeconds, String... literals) {
    answers.put("A " + name, records(ttlSeconds, literals));
  }

  private void fails(String name) {
    answers.put("A " + name, DnsAnswer.none(DnsAnswer.Kind.FAILED, "ServFail from 10.0.0.53:53"));
  }

  private void pass(Duration time) {
    clock.advance(time);
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runPendingTasks();
  }

  private Promise<InetAddress> begin(String name) {
    Promise<InetAddress> promise = ImmediateEventExecutor.INSTANCE.newPromise();
    cache.resolve(name, promise);
    channel.runPendingTasks();
    return promise;
  }

  /** The address, or why there is none; {@code waits} when it is not known yet. */
  private String resolve(String name) {
    return text(begin(name));
  }

  private static String text(Promise<InetAddress> promise) {
    if (!promise.isDone()) {
      return "waits";
    }
    return promise.isSuccess()
        ? promise.getNow().getHostAddress()
        : String.valueOf(promise.cause().getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3", "fd00::1", "listed.test", "LISTED.test", "localhost"})
  void addressesAndListedNamesNeedNoDns(String host) {
    assertThat(resolve(host)).isNotEqualTo("waits").doesNotContain("NXDOMAIN");
    assertThat(asked).isEmpty();
  }

  @Test
  void anAddressKeepsItsZone() {
    assertThat(resolve("fe80::1%1")).isEqualTo("fe80:0:0:0:0:0:0:1%1");
    assertThat(resolve("fe80::1%nosuch0")).contains("nosuch0");
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 1000", "1, 1000", "60, 60000", "86400, 300000"})
  void anAnswerHoldsForItsTtlFromASecondToFiveMinutes(long ttlSeconds, long expectedMillis) {
    has("users.test", ttlSeconds, "10.0.0.1");
    assertThat(resolve("users.test")).isEqualTo("10.0.0.1");
    has("users.test", ttlSeconds, "10.0.0.2");
    pass(Duration.ofMillis(expectedMillis - 1));
    assertThat(resolve("Users.Test")).isEqualTo("10.0.0.1");
    pass(Duration.ofMillis(1));
    assertThat(resolve("users.test")).isEqualTo("10.0.0.2");
    assertThat(asked).containsExactly("A users.test", "A users.test");
  }

  @Test
  void thatThereIsNoSuchNameHoldsForASecond() {
    assertThat(resolve("users.test")).isEqualTo("users.test: NXDOMAIN");
    has("users.test", 60, "10.0.0.1");
    pass(Duration.ofMillis(999));
    assertThat(resolve("users.test")).isEqualTo("users.test: NXDOMAIN");
    pass(Duration.ofMillis(1));
    assertThat(resolve("users.test")).isEqualTo("10.0.0.1");
  }

  @Test
  void namesWithoutIpv4AreAskedForIpv6() {
    answers.put("A users.test", DnsAnswer.none(DnsAnswer.Kind.NO_RECORDS, "no A record"));
    answers.put("AAAA users.test", records(60, "fd00::1"));
    assertThat(resolve("users.test")).isEqualTo("fd00:0:0:0:0:0:0:1");
  }

  @Test
  void severalAddressesAreTakenInTurn() {
    has("users.test", 60, "10.0.0.2", "10.0.0.3", "10.0.0.1");
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      taken.add(resolve("users.test"));
    }
    assertThat(taken)
        .containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.1", "10.0.0.2", "10.0.0.3");
  }

  @Test
  void whoeverWaitsForTheSameNameSharesOneQuestion() {
    silent = true;
    Promise<InetAddress> first = begin("users.test");
    Promise<InetAddress> second = begin("users.test");
    assertThat(asked).hasSize(1);
    open.get("users.test").accept(records(60, "10.0.0.1"));
    assertThat(text(first)).isEqualTo("10.0.0.1");
    assertThat(text(second)).isEqualTo("10.0.0.1");
  }

  @Test
  void aFailureWithoutAnythingKnownIsTriedAgainAfterASecond() {
    fails("users.test");
    assertThat(resolve("users.test")).isEqualTo("users.test: ServFail from 10.0.0.53:53");
    has("users.test", 60, "10.0.0.1");
    assertThat(resolve("users.test")).startsWith("users.test: ServFail");
    pass(Duration.ofSeconds(1));
    assertThat(resolve("users.test")).isEqualTo("10.0.0.1");
  }

  @Test
  void theLastAddressStaysInUseWhileDnsFails() {
    has("users.test", 1, "10.0.0.1");
    resolve("users.test");
    fails("users.test");
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofMinutes(10));
      assertThat(resolve("users.test")).isEqualTo("10.0.0.1");
    }
    has("users.test", 60, "10.0.0.2");
    pass(Duration.ofMinutes(10));
    resolve("users.test"); // the old one, and a question beside it
    assertThat(resolve("users.test")).isEqualTo("10.0.0.2");
  }

  @Test
  void afterAFailureDnsIsLeftAloneForFiveSeconds() {
    has("users.test", 1, "10.0.0.1");
    resolve("users.test");
    fails("users.test");
    pass(Duration.ofSeconds(1));
    resolve("users.test");
    assertThat(asked).hasSize(2);
    pass(Duration.ofMillis(4_999));
    resolve("users.test");
    assertThat(asked).hasSize(2);
    pass(Duration.ofMillis(1));
    resolve("users.test");
    assertThat(asked).hasSize(3);
  }

  @Test
  void aSlowAnswerIsWaitedForHalfASecondWhenThereIsAnOldOne() {
    has("users.test", 1, "10.0.0.1");
    resolve("users.test");
    silent = true;
    pass(Duration.ofSeconds(1));
    Promise<InetAddress> waiting = begin("users.test");
    pass(Duration.ofMillis(499));
    assertThat(text(waiting)).isEqualTo("waits");
    pass(Duration.ofMillis(1));
    assertThat(text(waiting)).isEqualTo("10.0.0.1");
    // Whoever comes later while it is still asked gets the old one too.
    assertThat(resolve("users.test")).isEqualTo("10.0.0.1");
    open.get("users.test").accept(records(60, "10.0.0.2"));
    assertThat(resolve("users.test")).isEqualTo("10.0.0.2");
    assertThat(asked).hasSize(2);
  }

  @Test
  void thereAreTenThousandNamesAtMost() {
    for (int i = 0; i < 10_050; i++) {
      has("n" + i, 300, "10.0.0.1");
      assertThat(resolve("n" + i)).isEqualTo("10.0.0.1");
    }
    assertThat(cache.size()).isEqualTo(10_000);
  }

  @Test
  void nothingIsAskedAfterClosing() {
    has("users.test", 60, "10.0.0.1");
    cache.close();
    assertThat(resolve("users.test")).isEqualTo("users.test: the gateway ends");
    assertThat(asked).isEmpty();
  }

  @Test
  void anOutageIsSaidOnceForEachNameAndTenTimesAMinuteInAll() {
    try (LogLines log = LogLines.of(HostResolver.class)) {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 20; i++) {
          fails("n" + i);
          resolve("n" + i);
        }
        pass(Duration.ofSeconds(5));
      }
      assertThat(log.lines()).hasSize(10);
      assertThat(log.lines().get(0))
          .isEqualTo("WARN DNS, asked for n0: ServFail from 10.0.0.53:53 (nothing is known of it)");
      assertThat(log.lines().get(9)).endsWith("; others are not shown for a while)");
      for (int i = 0; i < 20; i++) {
        has("n" + i, 60, "10.0.0.1");
        resolve("n" + i);
      }
      assertThat(log.lines()).hasSize(20).contains("INFO DNS answers again for n0");
    }
  }

  @Test
  void aNameThatIsGoneKeepsItsAddressesForHalfAMinute() {
    has("a.test", 1, "10.0.0.1");
    resolve("a.test");
    answers.clear();
    pass(Duration.ofSeconds(2));
    for (int i = 0; i < 29; i++) {
      assertThat(resolve("a.test")).isEqualTo("10.0.0.1");
      pass(Duration.ofSeconds(1));
    }
    pass(Duration.ofSeconds(1));
    assertThat(resolve("a.test")).contains("NXDOMAIN");
  }

  @Test
  void nobodyWaitsLongForANameThatWasNeverKnown() {
    silent = true;
    Promise<InetAddress> first = begin("a.test");
    pass(Duration.ofMillis(HostCache.PATIENCE_MILLIS - 1));
    assertThat(text(first)).isEqualTo("waits");
    pass(Duration.ofMillis(1));
    assertThat(text(first)).contains("no answer of DNS within 2000 ms");
    assertThat(resolve("a.test")).as("nor who comes later").contains("no answer of DNS");
    open.values().forEach(to -> to.accept(records(60, "10.0.0.1")));
    channel.runPendingTasks();
    assertThat(resolve("a.test")).isEqualTo("10.0.0.1");
  }
}
