package io.sluice.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.Ending;
import io.sluice.gateway.testkit.RawClient;
import io.sluice.gateway.testkit.RawResponse;
import io.sluice.gateway.testkit.StubOrigin;
import io.sluice.gateway.testkit.TestGateway;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that is slow to be answered is sent to another server too; the first head wins. */
class HedgingTest {
  private static final String YAML =
      """
      routes:
        - { id: all, upstream: two, hedge: { after: 50ms }, timeout: { request: 5s } }
      upstreams:
        - id: two
          load_balancer: { policy: ring_hash, hash_on: { source: client_ip } }
          targets: [ { address: "${origin}" }, { address: "${origin2}" } ]
      """;

  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicReference<Ending> ending = new AtomicReference<>();
  private final StubOrigin one = StubOrigin.answering(200, "one");
  private final StubOrigin two = StubOrigin.answering(200, "two");
  private final TestGateway gateway = TestGateway.start(YAML, one, two);
  private StubOrigin first = one;
  private StubOrigin second = two;

  @AfterEach
  void close() {
    go.countDown();
    gateway.close();
    one.close();
    two.close();
  }

  /** The policy sends a key always to the same server: which one is {@code first}? */
  private void find() {
    gateway.connect().get("/find").read();
    if (one.requests().isEmpty()) {
      first = two;
      second = one;
    }
    first.clear();
  }

  private void stall(StubOrigin origin) {
    origin.answer((request, connection) -> ending.set(connection.awaitEnd()));
  }

  private double hedges(String outcome) {
    return gateway.metric("sluice_hedges_total{outcome=\"" + outcome + "\",upstream=\"two\"}");
  }

  private double retries(String outcome) {
    return gateway.metric("sluice_retries_total{outcome=\"" + outcome + "\",upstream=\"two\"}");
  }

  @Test
  void theOtherAnswersAndTheSlowOneIsCancelled() {
    find();
    stall(first);
    second.answer((request, connection) -> connection.answer(200, "fast"));
    RawClient client = gateway.connect();
    assertThat(client.get("/a").read().text()).isEqualTo("fast");
    Await.until("the loser's connection is closed", () -> ending.get() != null);
    assertThat(first.requests()).hasSize(1);
    assertThat(second.requests()).hasSize(1);
    assertThat(hedges("won")).isEqualTo(1);
    assertThat(retries("succeeded")).isZero();
  }

  @Test
  void theFirstMayStillWinAndThenTheOtherIsCancelled() {
    find();
    first.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "late");
        });
    stall(second);
    RawClient client = gateway.connect().get("/a");
    Await.until("both are asked", () -> second.requests().size() == 1);
    go.countDown();
    assertThat(client.read().text()).isEqualTo("late");
    Await.until("the hedge's connection is closed", () -> ending.get() != null);
    assertThat(hedges("lost")).isEqualTo(1);
    assertThat(client.get("/b").read().text()).isEqualTo("late");
  }

  @Test
  void aFastAnswerIsNotHedged() {
    RawClient client = gateway.connect();
    for (int i = 0; i < 20; i++) {
      assertThat(client.get("/").read().status()).isEqualTo(200);
    }
    assertThat(one.requests().size() + two.requests().size()).isEqualTo(20);
    assertThat(hedges("won") + hedges("lost")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        "PATCH / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx",
        "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"
      })
  void whatIsNotIdempotentOrHasABodyIsSentOnce(String request) {
    one.answer((r, connection) -> slow(connection::pause, () -> connection.answer(200, "slow")));
    two.answer((r, connection) -> slow(connection::pause, () -> connection.answer(200, "slow")));
    assertThat(gateway.connect().send(request).read().text()).isEqualTo("slow");
    assertThat(one.requests().size() + two.requests().size()).isEqualTo(1);
  }

  private interface Pause {
    void of(long millis) throws java.io.IOException;
  }

  private interface Step {
    void run() throws java.io.IOException;
  }

  private static void slow(Pause pause, Step then) throws java.io.IOException {
    pause.of(200);
    then.run();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whenOneOfTheTwoFailsTheOtherIsWaitedFor(boolean firstFails) {
    find();
    StubOrigin failing = firstFails ? first : second;
    StubOrigin lasting = firstFails ? second : first;
    lasting.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "lasted");
        });
    failing.answer(
        (request, connection) -> {
          connection.pause(firstFails ? 200 : 0);
          connection.reset();
        });
    RawClient client = gateway.connect().get("/a");
    Await.until("both are asked", () -> second.requests().size() == 1);
    Await.until("one has failed", () -> failing.openConnections() == 0);
    go.countDown();
    assertThat(client.read().text()).isEqualTo("lasted");
    assertThat(hedges("won")).isEqualTo(firstFails ? 1 : 0);
  }

  @Test
  void whenBothFailTheErrorIsTheAnswer() {
    one.answer((request, connection) -> slow(connection::pause, connection::reset));
    two.answer((request, connection) -> slow(connection::pause, connection::reset));
    RawResponse answer = gateway.connect().get("/").read();
    assertThat(answer.problem()).isEqualTo("upstream_reset");
  }

  @Test
  void aClientThatLeavesEndsBoth() {
    find();
    CountDownLatch both = new CountDownLatch(2);
    for (StubOrigin origin : new StubOrigin[] {one, two}) {
      origin.answer(
          (request, connection) -> {
            connection.awaitEnd();
            both.countDown();
          });
    }
    RawClient client = gateway.connect().get("/a");
    Await.until("both are asked", () -> second.requests().size() == 1);
    client.close();
    Await.open(both);
  }

  @Test
  void aRetryStatusOfOneIsNoAnswerWhileTheOtherRuns() {
    gateway.reload(YAML.replace("hedge: {", "retry: { attempts: 0, on: [\"503\"] }, hedge: {"));
    find();
    first.answer(
        (request, connection) -> {
          Await.open(go);
          connection.answer(200, "good");
        });
    second.answer((request, connection) -> connection.answer(503, "busy"));
    RawClient client = gateway.connect().get("/a");
    Await.until("both are asked", () -> second.requests().size() == 1);
    Await.until("it has been told", () -> second.openConnections() == 1);
    go.countDown();
    assertThat(client.read().text()).isEqualTo("good");
  }

  @Test
  void withoutBudgetNothingIsHedged() {
    gateway.reload(YAML.replace("hedge: {", "retry: { budget_percent: 0 }, hedge: {"));
    find();
    stall(first);
    second.answer((request, connection) -> connection.answer(200, "fast"));
    RawClient client = gateway.connect();
    for (int i = 0; i < 100; i++) { // what a new upstream has saved
      assertThat(client.get("/").read().text()).isEqualTo("fast");
    }
    first.answer(
        (request, connection) -> {
          connection.pause(200);
          connection.answer(200, "slow");
        });
    assertThat(client.get("/").read().text()).isEqualTo("slow");
    assertThat(retries("over_budget")).isEqualTo(1);
  }
}
