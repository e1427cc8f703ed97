package io.sluice.loadbalancer.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** With a real agent. Each test has a service of its own. */
class ConsulAgentTest {
  /** A second, and what a busy machine adds to it. */
  private static final long SOON = TimeUnit.SECONDS.toNanos(3);

  private static ConsulAgent agent;

  @TempDir Path folder;
  private final Told told = new Told();
  private ConsulWatcher watcher;
  private String service;

  @BeforeAll
  static void start() {
    agent = ConsulAgent.start();
  }

  @AfterAll
  static void stop() {
    if (agent != null) {
      agent.close();
    }
  }

  @BeforeEach
  void watch(TestInfo test) {
    service = test.getTestMethod().orElseThrow().getName();
    watcher = new ConsulWatcher(new ConsulOptions(agent.address()).dumpingTo(folder));
  }

  @AfterEach
  void close() {
    watcher.close();
  }

  private Discovery.Subscription subscribe(ServiceQuery query) {
    return new ConsulDiscovery(watcher, query).subscribe(told);
  }

  @Test
  void tellsInstancesAsTheyComeAndGo() {
    subscribe(new ServiceQuery(service));
    told.await("");
    agent.register(service, service + "-1", 8001);
    assertThat(told.await("8001*1")).isLessThan(SOON);
    agent.register(service, service + "-2", 8002);
    assertThat(told.await("8001*1 8002*1")).isLessThan(SOON);
    agent.deregister(service + "-1");
    assertThat(told.await("8002*1")).isLessThan(SOON);
    agent.deregister(service + "-2");
    assertThat(told.await("")).isLessThan(SOON);
    assertThat(told.texts()).containsExactly("", "8001*1", "8001*1 8002*1", "8002*1", "");
  }

  @Test
  void honoursWeightsAndTheirChanges() {
    String weights = ",\"Weights\":{\"Passing\":%d,\"Warning\":1}";
    agent.register(service, service + "-1", 8001, weights.formatted(3));
    agent.register(service, service + "-2", 8002, weights.formatted(1));
    subscribe(new ServiceQuery(service));
    told.await("8001*3 8002*1");
    agent.register(service, service + "-1", 8001, weights.formatted(9));
    assertThat(told.await("8001*9 8002*1")).isLessThan(SOON);
  }

  @Test
  void passesOverWhatFailsItsCheckUntilItPassesAgain() {
    String ttl = ",\"Check\":{\"TTL\":\"1h\",\"Status\":\"passing\"}";
    agent.register(service, service + "-1", 8001, ttl);
    agent.register(service, service + "-2", 8002, ttl);
    subscribe(new ServiceQuery(service));
    told.await("8001*1 8002*1");
    agent.check(service + "-1", "fail");
    assertThat(told.await("8002*1")).isLessThan(SOON);
    agent.check(service + "-1", "pass");
    assertThat(told.await("8001*1 8002*1")).isLessThan(SOON);
    agent.check(service + "-1", "warn");
    assertThat(told.await("8002*1")).isLessThan(SOON);
  }

  @Test
  void givesWarningInstancesTheirOwnWeightWhenTheyAreWanted() {
    agent.register(
        service,
        service + "-1",
        8001,
        ",\"Weights\":{\"Passing\":10,\"Warning\":2},\"Check\":{\"TTL\":\"1h\",\"Status\":\"passing\"}");
    subscribe(new ServiceQuery(service).passingOnly(false));
    told.await("8001*10");
    agent.check(service + "-1", "warn");
    told.await("8001*2");
    agent.check(service + "-1", "fail");
    told.await("");
  }

  @Test
  void leavesOutInMaintenance() {
    agent.register(service, service + "-1", 8001);
    agent.register(service, service + "-2", 8002);
    subscribe(new ServiceQuery(service).passingOnly(false));
    told.await("8001*1 8002*1");
    agent.put("/v1/agent/service/maintenance/" + service + "-2?enable=true", "");
    assertThat(told.await("8001*1")).isLessThan(SOON);
  }

  @Test
  void filtersByAllTags() {
    agent.register(service, service + "-1", 8001, ",\"Tags\":[\"a\",\"b\"]");
    agent.register(service, service + "-2", 8002, ",\"Tags\":[\"a\"]");
    subscribe(new ServiceQuery(service).tagged(List.of("b", "a")));
    told.await("8001*1");
  }

  @Test
  void tellsZoneAndLabelsAndTheAddressOfTheNode() {
    agent.put(
        "/v1/agent/service/register",
        "{\"Name\":\"%s\",\"Port\":8001,\"Meta\":{\"zone\":\"eu-1\",\"version\":\"7\"}}"
            .formatted(service));
    subscribe(new ServiceQuery(service));
    told.await("8001*1");
    Target target = told.lists().get(0).get(0);
    assertThat(target.address()).hasToString("127.0.0.1:8001");
    assertThat(target.zone()).isEqualTo("eu-1");
    assertThat(target.labels()).containsEntry("version", "7");
  }

  @Test
  void skipsWhatCannotServeAndKeepsTheRest() {
    agent.register(service, service + "-1", 8001);
    agent.register(service, service + "-none", 0);
    agent.put(
        "/v1/agent/service/register",
        "{\"Name\":\"%s\",\"ID\":\"%s-odd\",\"Address\":\"a b\",\"Port\":1}"
            .formatted(service, service));
    agent.register(service, service + "-twin", 8001);
    subscribe(new ServiceQuery(service));
    told.await("8001*1");
    ServiceStatus status = watcher.status().get(0);
    assertThat(status.malformed()).isEqualTo(2);
    assertThat(status.duplicates()).isEqualTo(1);
    assertThat(status.source()).isEqualTo(ServiceStatus.Source.CONSUL);
  }

  @Test
  void asksAnUnknownDatacenterInVainAndSaysSo() {
    try (LogLines log = new LogLines()) {
      subscribe(new ServiceQuery(service).in("nowhere"));
      log.await("No path to datacenter");
      assertThat(log.lines())
          .containsExactly(
              "WARN Consul at "
                  + agent.address()
                  + ", asked for service '"
                  + service
                  + "' in datacenter 'nowhere': no such datacenter (500 No path to datacenter)"
                  + " (its last list is kept)");
    }
    assertThat(told.lists()).isEmpty();
  }

  @Test
  void leavesNoThreadAndNoQuestionBehind() {
    Discovery.Subscription subscription = subscribe(new ServiceQuery(service));
    told.await("");
    long began = System.nanoTime();
    subscription.close();
    watcher.close();
    assertThat(System.nanoTime() - began).isLessThan(SOON);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("consul-"));
    assertThat(watcher.status()).isEmpty();
  }

  @Test
  void asksOnceForAllSubscriptionsOfAService() {
    agent.register(service, service + "-1", 8001);
    subscribe(new ServiceQuery(service).tagged(List.of()));
    told.await("8001*1");
    Told late = new Told();
    new ConsulDiscovery(watcher, new ServiceQuery(service)).subscribe(late);
    assertThat(late.texts()).as("told during subscribe").containsExactly("8001*1");
    assertThat(watcher.status()).hasSize(1);
    assertThat(watcher.status().get(0).sinceAnswer()).isLessThan(Duration.ofMinutes(1));
  }
}
