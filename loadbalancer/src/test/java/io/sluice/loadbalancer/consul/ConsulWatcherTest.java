package io.sluice.loadbalancer.consul;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.consul.ConsulFailure.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConsulWatcherTest {
  private static final ServiceQuery A = new ServiceQuery("a");

  @TempDir Path folder;
  private final ManualTurns turns = new ManualTurns();
  private final ScriptedSource source = new ScriptedSource(turns);
  private final Told told = new Told();
  private ConsulWatcher watcher;

  @BeforeEach
  void open() {
    watcher = watcher(8);
  }

  private ConsulWatcher watcher(int connections) {
    return watcher(connections, folder);
  }

  private ConsulWatcher watcher(int connections, Path dumps) {
    ConsulOptions options = new ConsulOptions(URI.create("http://consul:8500"), connections, dumps);
    return new ConsulWatcher(options, source, turns, turns::nowNanos, new Random(5));
  }

  private Discovery.Subscription subscribe(String service, Told listener) {
    return new ConsulDiscovery(watcher, new ServiceQuery(service)).subscribe(listener);
  }

  private List<Long> indices() {
    return source.asked.stream().map(ScriptedSource.Asked::index).toList();
  }

  @Test
  void asksAtOnceAndThenWaitsWithTheIndex() {
    source.answer("a", 40, 1);
    subscribe("a", told);
    turns.pass(0, SECONDS);
    assertThat(indices()).startsWith(0L, 40L);
    assertThat(source.last().waitMillis()).isBetween(270_000L, 300_000L);
    assertThat(told.texts()).containsExactly("1*1");
  }

  @Test
  void tellsNobodyWhatHasNotChanged() {
    source.answer("a", 40, 1, 2);
    subscribe("a", told);
    turns.pass(10, SECONDS);
    source.answer("a", 41, 1, 2);
    turns.pass(10, SECONDS);
    assertThat(told.texts()).containsExactly("1*1 2*1");
  }

  @Test
  void startsAnewWhenTheIndexGoesBackwards() {
    source.answer("a", 40, 1);
    subscribe("a", told);
    turns.pass(20, SECONDS);
    source.answer("a", 3, 2);
    int before = source.asked.size();
    turns.pass(3, SECONDS);
    assertThat(indices().subList(before, before + 3)).containsExactly(40L, 0L, 3L);
    assertThat(told.texts()).containsExactly("1*1", "2*1");
  }

  @Test
  void anAgentThatHangsDoesNotKeepTheDumpBack() {
    source.answer("a", 40, 1);
    subscribe("a", told);
    turns.pass(1, SECONDS);
    watcher.close();
    watcher = watcher(8);
    Told later = new Told();
    List<String> meanwhile = new ArrayList<>();
    source.silent(
        () -> {
          source.silent(() -> {});
          turns.pass(3, SECONDS);
          meanwhile.addAll(later.texts());
        });
    subscribe("a", later);
    turns.pass(1, SECONDS);
    assertThat(meanwhile).containsExactly("1*1");
  }

  /** A broken Consul that answers every blocking query at once. */
  @Test
  void neverRunsHot() {
    source.answer("a", 40, 1);
    subscribe("a", told);
    turns.pass(80, SECONDS);
    assertThat(source.asked).hasSizeBetween(95, 106);
  }

  @Test
  void keepsTheListThroughAnOutageWhileItBacksOff() {
    source.answer("a", 40, 1);
    subscribe("a", told);
    turns.pass(10, SECONDS);
    source.fail(Kind.UNREACHABLE);
    turns.pass(1, SECONDS);
    int before = source.asked.size();
    turns.pass(10, MINUTES);
    assertThat(source.asked.size() - before).as("at most each 5 to 10 s").isBetween(58, 130);
    assertThat(told.texts()).containsExactly("1*1");
    ServiceStatus status = watcher.status().get(0);
    assertThat(status.failures()).isGreaterThan(10);
    assertThat(status.sinceAnswer()).hasSeconds(601);
    assertThat(status.staleness()).hasSeconds(601);
    assertThat(status.targets()).isEqualTo(1);
    source.fail(null);
    source.answer("a", 50, 1, 2);
    turns.pass(31, SECONDS);
    assertThat(told.texts()).containsExactly("1*1", "1*1 2*1");
    assertThat(watcher.status().get(0).failures()).isZero();
    assertThat(watcher.status().get(0).staleness()).isZero();
  }

  @Test
  void asksForAllAgainWithinASecondOnceOneIsAnswered() {
    for (String service : List.of("a", "b", "c", "d")) {
      source.answer(service, 40, 1);
      subscribe(service, new Told());
    }
    turns.pass(10, SECONDS);
    source.fail(Kind.UNREACHABLE);
    turns.pass(5, MINUTES);
    source.fail(null);
    turns.pass(turns.untilNext(), NANOSECONDS);
    turns.pass(1, SECONDS);
    assertThat(watcher.status()).allMatch(status -> status.failures() == 0);
  }

  @Test
  void doubtsAnEmptyListAfterAnOutageForHalfAMinute() {
    source.answer("a", 40, 1);
    subscribe("a", told);
    turns.pass(10, SECONDS);
    source.fail(Kind.UNREACHABLE);
    turns.pass(5, SECONDS);
    source.fail(null);
    source.answer("a", 2);
    turns.pass(20, SECONDS);
    assertThat(source.last().waitMillis()).as("looks again in time").isLessThan(30_000);
    assertThat(told.texts()).containsExactly("1*1");
    turns.pass(20, SECONDS);
    assertThat(told.texts()).containsExactly("1*1", "");
  }

  @Test
  void believesWhatRegistersAgainAfterAnOutage() {
    source.answer("a", 40, 1, 2);
    subscribe("a", told);
    turns.pass(10, SECONDS);
    source.fail(Kind.UNREACHABLE);
    turns.pass(5, SECONDS);
    source.fail(null);
    source.answer("a", 2);
    turns.pass(5, SECONDS);
    source.answer("a", 3, 2);
    turns.pass(2, SECONDS);
    assertThat(told.texts()).containsExactly("1*1 2*1", "2*1");
  }

  /** As a proxy does to connections that are idle for a while. */
  @Test
  void makesNothingOfOneConnectionThatIsCut() {
    source.answer("a", 40, 1);
    subscribe("a", told);
    turns.pass(10, SECONDS);
    try (LogLines log = new LogLines()) {
      source.fail(Kind.UNREACHABLE);
      turns.pass(turns.untilNext(), NANOSECONDS);
      source.fail(null);
      source.answer("a", 41);
      turns.pass(1, SECONDS);
      assertThat(log.lines()).isEmpty();
    }
    assertThat(told.texts()).containsExactly("1*1", "");
  }

  @Test
  void saysWhatElseIsWrongWhenTheTroubleChanges() {
    try (LogLines log = new LogLines()) {
      source.fail(Kind.NO_DATACENTER);
      subscribe("a", told);
      turns.pass(1, MINUTES);
      source.fail(Kind.DENIED);
      turns.pass(1, MINUTES);
      source.fail(null);
      turns.pass(1, MINUTES);
      assertThat(log.lines())
          .containsExactly(
              "WARN asked for service 'a': NO_DATACENTER (its last list is kept)",
              "WARN asked for service 'a': DENIED (its last list is kept)",
              "INFO Consul at http://consul:8500 answers again for service 'a'");
    }
  }

  @Test
  void leavesTheOthersAloneWhenAnotherDatacenterIsInTrouble() {
    source.answer("a", 40, 1);
    subscribe("a", told);
    turns.pass(10, SECONDS);
    try (LogLines log = new LogLines()) {
      source.fail(Kind.NO_LEADER);
      new ConsulDiscovery(watcher, new ServiceQuery("b").in("dc2")).subscribe(new Told());
      turns.pass(0, SECONDS);
      assertThat(log.lines())
          .containsExactly(
              "WARN asked for service 'b' in datacenter 'dc2': NO_LEADER (its last list is kept)");
    }
  }

  @Test
  void believesAnEmptyListWhileAllIsWell() {
    source.answer("a", 40, 1);
    subscribe("a", told);
    turns.pass(10, SECONDS);
    source.answer("a", 41);
    turns.pass(1, SECONDS);
    assertThat(told.texts()).containsExactly("1*1", "");
  }

  @Test
  void doubtsEmptyAnswersOnlyWhereTheyMatter() {
    source.answer("a", 40);
    subscribe("a", told);
    turns.pass(5, SECONDS);
    assertThat(source.asked.get(0).doubtEmpty()).isTrue();
    assertThat(source.last().doubtEmpty()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void startsFromTheDumpWhenConsulGivesNoAnswer(Kind kind) {
    source.answer("a", 40, 1, 2);
    subscribe("a", told);
    turns.pass(1, SECONDS);
    watcher.close();

    watcher = watcher(8);
    source.fail(kind);
    Told second = new Told();
    subscribe("a", second);
    turns.pass(0, SECONDS);
    assertThat(second.texts()).containsExactly("1*1 2*1");
    assertThat(watcher.status().get(0).source()).isEqualTo(ServiceStatus.Source.DUMP);

    source.fail(null);
    source.answer("a", 60, 2);
    turns.pass(30, SECONDS);
    assertThat(second.texts()).containsExactly("1*1 2*1", "2*1");
    assertThat(watcher.status().get(0).source()).isEqualTo(ServiceStatus.Source.CONSUL);
  }

  @Test
  void doesNotTellTheDumpWhileConsulAnswers() {
    source.answer("a", 40, 1, 2);
    subscribe("a", told);
    turns.pass(1, SECONDS);
    watcher.close();

    watcher = watcher(8);
    source.answer("a", 60, 2);
    Told second = new Told();
    subscribe("a", second);
    turns.pass(30, SECONDS);
    assertThat(second.texts()).containsExactly("2*1");
  }

  @Test
  void tellsAllDumpsAtTheFirstSignOfAnOutage() {
    for (String service : List.of("a", "b")) {
      source.answer(service, 40, 1);
      subscribe(service, new Told());
    }
    turns.pass(1, SECONDS);
    watcher.close();

    watcher = watcher(8);
    source.fail(Kind.UNREACHABLE);
    Told[] second = {new Told(), new Told(), new Told()};
    subscribe("a", second[0]);
    turns.pass(0, SECONDS);
    subscribe("b", second[1]);
    turns.pass(0, SECONDS);
    subscribe("unheard-of", second[2]);
    turns.pass(0, SECONDS);
    assertThat(second[0].texts()).containsExactly("1*1");
    assertThat(second[1].texts()).containsExactly("1*1");
    assertThat(second[2].texts()).isEmpty();
  }

  @Test
  void sharesOneQuestionAmongSubscriptionsUntilTheLastLeaves() {
    source.answer("a", 40, 1);
    Discovery.Subscription first = subscribe("a", told);
    turns.pass(0, SECONDS);
    Told late = new Told();
    Discovery.Subscription second = subscribe("a", late);
    assertThat(late.texts()).as("told during subscribe").containsExactly("1*1");
    assertThat(watcher.status()).hasSize(1);
    first.close();
    source.answer("a", 41, 2);
    turns.pass(2, SECONDS);
    assertThat(told.texts()).containsExactly("1*1");
    assertThat(late.texts()).containsExactly("1*1", "2*1");
    second.close();
    second.close();
    assertThat(watcher.status()).isEmpty();
    int asked = source.asked.size();
    turns.pass(10, MINUTES);
    assertThat(source.asked).hasSize(asked);
  }

  @Test
  void asksSeparatelyForDifferentOptions() {
    List<ServiceQuery> all =
        List.of(
            A,
            A.tagged(List.of("t")),
            A.passingOnly(false),
            A.in("dc2"),
            A.with("secret"),
            new ServiceQuery("a", List.of(), true, false, "", ""));
    all.forEach(query -> new ConsulDiscovery(watcher, query).subscribe(told));
    assertThat(watcher.status()).extracting(ServiceStatus::query).containsExactlyElementsOf(all);
  }

  @Test
  void waitsForSomeServicesAndAsksTheOthersAgainAndAgain() {
    for (int i = 0; i < 10; i++) {
      source.answer("s" + i, 40, 1);
      subscribe("s" + i, new Told());
    }
    turns.pass(10, SECONDS); // the burst is spent
    int before = source.asked.size();
    turns.pass(8, SECONDS);
    List<ScriptedSource.Asked> lately = source.asked.subList(before, source.asked.size());
    assertThat(lately.stream().filter(q -> q.index() > 0).map(q -> q.service()).distinct())
        .as("8 connections, 2 of them stay free")
        .hasSize(6);
    assertThat(lately.stream().filter(q -> q.index() == 0).map(q -> q.service()).distinct())
        .hasSize(4);
    for (int i = 6; i < 10; i++) {
      String service = "s" + i;
      assertThat(lately.stream().filter(q -> q.service().equals(service)))
          .as("each 0.8 s")
          .hasSizeBetween(9, 11);
    }
  }

  @Test
  void givesTheConnectionOfAServiceThatLeavesToAnother() {
    Discovery.Subscription[] subscriptions = new Discovery.Subscription[7];
    for (int i = 0; i < 7; i++) {
      source.answer("s" + i, 40, 1);
      subscriptions[i] = subscribe("s" + i, new Told());
    }
    turns.pass(10, SECONDS);
    subscriptions[0].close();
    int before = source.asked.size();
    turns.pass(3, SECONDS);
    assertThat(source.asked.subList(before, source.asked.size()))
        .anyMatch(asked -> asked.service().equals("s6") && asked.index() == 40);
  }

  @Test
  void boundsAllQuestionsTogether() {
    watcher = watcher(8, null);
    for (int i = 0; i < 1_000; i++) {
      source.answer("s" + i, 40, 1);
      subscribe("s" + i, new Told());
    }
    turns.pass(20, SECONDS);
    int before = source.asked.size();
    turns.pass(10, SECONDS);
    assertThat(source.asked.size() - before).isBetween(4_300, 5_150);
  }

  @Test
  void saysWhatIsWrongWithAnEntryOnce() {
    try (LogLines log = new LogLines()) {
      source.answer("a", 40, new HealthList(List.of(), List.of("instance 'x': no port"), 3));
      subscribe("a", told);
      turns.pass(10, SECONDS);
      assertThat(log.lines())
          .containsExactly("WARN Consul: service 'a': skipped instance 'x': no port");
    }
    assertThat(watcher.status().get(0).malformed()).isEqualTo(1);
    assertThat(watcher.status().get(0).duplicates()).isEqualTo(3);
  }

  @Test
  void saysOnceThatConsulIsAwayAndThatItIsBack() {
    try (LogLines log = new LogLines()) {
      for (int i = 0; i < 100; i++) {
        source.answer("s" + i, 40, 1);
        subscribe("s" + i, new Told());
      }
      source.fail(Kind.UNREACHABLE);
      turns.pass(5, MINUTES);
      source.fail(null);
      turns.pass(1, MINUTES);
      assertThat(log.lines())
          .containsExactly(
              "WARN asked for service 's0': UNREACHABLE"
                  + " (services concerned: 100; known targets stay in use)",
              "INFO Consul at http://consul:8500 answers again");
    }
  }

  @Test
  void warnsOfAtMostTenServicesAMinute() {
    try (LogLines log = new LogLines()) {
      source.fail(Kind.DENIED);
      for (int i = 0; i < 100; i++) {
        subscribe("s" + i, new Told());
      }
      turns.pass(59, SECONDS);
      assertThat(log.lines()).hasSize(10);
      turns.pass(60, SECONDS);
      assertThat(log.lines()).hasSizeBetween(11, 20).anyMatch(line -> line.contains("not shown)"));
    }
  }

  @Test
  void survivesAListenerThatFails() {
    source.answer("a", 40, 1);
    new ConsulDiscovery(watcher, A)
        .subscribe(
            list -> {
              throw new IllegalStateException("a bug");
            });
    try (LogLines log = new LogLines()) {
      turns.pass(5, SECONDS);
      subscribe("a", told);
      assertThat(told.texts()).containsExactly("1*1");
      assertThat(log.lines()).anyMatch(line -> line.startsWith("ERROR"));
    }
  }

  @Test
  void endsAllWhenItIsClosed() {
    source.answer("a", 40, 1);
    Discovery.Subscription subscription = subscribe("a", told);
    turns.pass(0, SECONDS);
    watcher.close();
    assertThat(source.closed).isTrue();
    assertThat(turns.closed).isTrue();
    subscription.close();
    assertThatThrownBy(() -> subscribe("b", told))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the watcher of http://consul:8500 is closed");
    watcher.close();
    turns.pass(500, MILLISECONDS);
    assertThat(told.texts()).containsExactly("1*1");
  }
}
