package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.distribution.Answers.Answer;
import io.sluice.loadbalancer.consul.ConsulAgent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway, a real Consul, and traffic that never pauses and is never tried again, while instances
 * come, go, fail, and change their weights. Each test has a service of its own.
 */
class ConsulIT {
  private static final int ROUNDS = Integer.getInteger("sluice.consul.rounds", 3);

  /** The promise: a change in Consul has changed the traffic a second later. */
  private static final long PROMISED_MILLIS = 1000;

  private static final int PER_SECOND = 400;

  private static ConsulAgent agent;
  private static final List<OriginProcess> ORIGINS = new ArrayList<>();

  @TempDir Path temp;
  private String service;
  private GatewayRun gateway;
  private Load load;

  @BeforeAll
  static void startOthers() throws Exception {
    agent = ConsulAgent.start();
    for (int i = 0; i < 3; i++) {
      ORIGINS.add(new OriginProcess());
    }
  }

  @AfterAll
  static void stopOthers() {
    ORIGINS.forEach(OriginProcess::close);
    if (agent != null) {
      agent.close();
    }
  }

  @BeforeEach
  void nameService(TestInfo test) {
    service = test.getTestMethod().orElseThrow().getName();
  }

  /** The instances that the gateway is to know are registered by now. */
  private void begin() throws Exception {
    gateway = GatewayRun.start(temp, ConsulConfigs.of(agent, service));
    load = Load.paced(gateway.port(), 8, PER_SECOND);
    load.awaitAnswers(PER_SECOND);
  }

  /** After any test: whatever changed, no request has failed. */
  @AfterEach
  void noRequestHasFailed() throws Exception {
    if (load == null) {
      return;
    }
    try (GatewayRun closed = gateway) {
      load.endWithoutFailure(service);
      closed.stop();
    }
  }

  @Test
  void instancesComeAndGoWithinASecond() throws Exception {
    register(0, "");
    register(1, "");
    begin();
    List<Long> firsts = new ArrayList<>();
    List<Long> lasts = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      register(2, "");
      firsts.add(firstRequest(2, System.nanoTime()));
      settle();
      agent.deregister(id(2));
      lasts.add(lastRequest(2, System.nanoTime()));
      ORIGINS.get(2).kill(); // nobody misses it
      settle();
      ORIGINS.get(2).restart();
    }
    tell("new instance: first request after ms", firsts);
    tell("deregistered: last request after ms", lasts);
  }

  @Test
  void aFailingTtlCheckEndsTrafficWithinASecondAndAPassingOneBringsItBack() throws Exception {
    register(0, "");
    register(1, ",\"Check\":{\"TTL\":\"1h\",\"Status\":\"passing\"}");
    begin();
    List<Long> firsts = new ArrayList<>();
    List<Long> lasts = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      agent.check(id(1), round % 2 == 0 ? "fail" : "warn");
      lasts.add(lastRequest(1, System.nanoTime()));
      agent.check(id(1), "pass");
      firsts.add(firstRequest(1, System.nanoTime()));
      settle();
    }
    tell("TTL check failed: last request after ms", lasts);
    tell("TTL check passes: first request after ms", firsts);
  }

  @Test
  void aFailingHttpCheckEndsTrafficWithinASecondOfConsulSeeingIt() throws Exception {
    String check = ",\"Check\":{\"HTTP\":\"http://127.0.0.1:%d/health\",\"Interval\":\"200ms\"}";
    register(0, "");
    register(1, check.formatted(ORIGINS.get(1).port()));
    awaitCheck("passing");
    begin();
    List<Long> firsts = new ArrayList<>();
    List<Long> lasts = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      ORIGINS.get(1).health(503);
      awaitCheck("critical");
      lasts.add(lastRequest(1, System.nanoTime()));
      ORIGINS.get(1).health(200);
      awaitCheck("passing");
      firsts.add(firstRequest(1, System.nanoTime()));
      settle();
    }
    tell("HTTP check failed: last request after ms", lasts);
    tell("HTTP check passes: first request after ms", firsts);
  }

  @Test
  void weightsSplitTheTrafficWithinASecondOfTheirChange() throws Exception {
    int[][] weights = {{1, 1, 1}, {9, 3, 1}, {1, 4, 5}, {1, 98, 1}};
    weigh(weights[0]);
    begin();
    List<Long> changes = new ArrayList<>();
    double worst = 0;
    for (int i = 1; i < weights.length; i++) {
      weigh(weights[i]);
      long changed = System.nanoTime();
      load.awaitAnswers(PER_SECOND + 2500);
      List<Answer> answers = load.answers().since(changed);
      int from = indexOfSplit(answers, weights[i]);
      long after = (answers.get(from).nanos() - changed) / 1_000_000;
      changes.add(after);
      assertThat(after).isLessThan(PROMISED_MILLIS);
      List<Answer> counted = answers.subList(from, answers.size());
      assertThat(counted).hasSizeGreaterThan(2000);
      worst = Math.max(worst, deviation(counted, weights[i]));
      assertThat(worst).isLessThan(0.03);
    }
    Figure.tell("weights changed: split changed after ms", changes);
    Figure.tell("weights changed: greatest deviation of a share, points", round(100 * worst));
  }

  private void weigh(int[] weights) {
    for (int i = 0; i < weights.length; i++) {
      register(i, ",\"Weights\":{\"Passing\":%d,\"Warning\":1}".formatted(weights[i]));
    }
  }

  /** From which answer on the next 200 are split as the weights say. */
  private static int indexOfSplit(List<Answer> answers, int[] weights) {
    for (int from = 0; from + 200 <= answers.size(); from++) {
      if (deviation(answers.subList(from, from + 200), weights) < 0.03) {
        return from;
      }
    }
    throw new AssertionError("no part of the answers is split as the weights say");
  }

  /** The greatest difference between an origin's share of the answers and of the weights. */
  private static double deviation(List<Answer> answers, int[] weights) {
    double sum = 0;
    for (int weight : weights) {
      sum += weight;
    }
    double greatest = 0;
    for (int i = 0; i < weights.length; i++) {
      int port = ORIGINS.get(i).port();
      double count = answers.stream().filter(answer -> answer.origin() == port).count();
      greatest = Math.max(greatest, Math.abs(count / answers.size() - weights[i] / sum));
    }
    return greatest;
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private String id(int origin) {
    return service + "-" + origin;
  }

  private void register(int origin, String more) {
    agent.register(service, id(origin), ORIGINS.get(origin).port(), more);
  }

  private void awaitCheck(String status) throws Exception {
    Patience.until(
        "the check is " + status,
        () -> agent.get("/v1/health/checks/" + service).body().contains("\"" + status + "\""));
  }

  /** What one change does is over. */
  private void settle() throws InterruptedException {
    load.awaitAnswers(PER_SECOND);
  }

  private long firstRequest(int origin, long since) throws Exception {
    return load.answers().awaitFirst(ORIGINS.get(origin), since);
  }

  private long lastRequest(int origin, long since) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(2 * PROMISED_MILLIS);
    return load.answers().lastMillis(ORIGINS.get(origin), since);
  }

  private void tell(String name, List<Long> millis) {
    Figure.tell(name, millis);
    assertThat(millis).as(name).allMatch(each -> each < PROMISED_MILLIS);
  }
}
