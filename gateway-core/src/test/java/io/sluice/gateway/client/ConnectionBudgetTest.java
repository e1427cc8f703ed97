package io.sluice.gateway.client;

import static io.sluice.gateway.client.SharedEndpoint.connection;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import io.sluice.gateway.testkit.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One endpoint's connections, shared out among the workers. */
class ConnectionBudgetTest {

  @Test
  void oneWorkerMayHaveThemAll() {
    try (SharedEndpoint endpoint = new SharedEndpoint(4, 7, 0)) {
      for (int i = 0; i < 7; i++) {
        endpoint.take(2);
      }
      assertThat(endpoint.ask(2).served()).isFalse();
      Await.until("the origin has accepted them", () -> endpoint.origin.mostOpen() == 7);
    }
  }

  @Test
  void whatIsIdleAtOneWorkerIsGivenUpForAnother() {
    try (SharedEndpoint endpoint = new SharedEndpoint(3, 1, 0)) {
      for (int i = 0; i < 9; i++) {
        endpoint.giveBack(i % 3, endpoint.take(i % 3));
      }
      assertThat(endpoint.origin.accepted()).isEqualTo(9);
      Await.until("the origin has accepted them", () -> endpoint.origin.mostOpen() == 1);
    }
  }

  @Test
  void noMoreIsGivenUpThanIsAskedFor() {
    try (SharedEndpoint endpoint = new SharedEndpoint(4, 4, 0)) {
      List<Asker> first = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        first.add(endpoint.take(i));
      }
      for (int i = 1; i < 4; i++) {
        endpoint.giveBack(i, first.get(i));
      }
      endpoint.take(0);
      for (int i = 1; i < 4; i++) {
        endpoint.on(i, pool -> {}); // it has done what it was asked to
      }
      assertThat(endpoint.origin.accepted()).isEqualTo(5);
      assertThat(endpoint.budget.held()).isEqualTo(4);
    }
  }

  @Test
  void whatIsReturnedGoesToTheWorkerThatWaits() {
    try (SharedEndpoint endpoint = new SharedEndpoint(2, 2, 0)) {
      Asker a = endpoint.take(0);
      Asker b = endpoint.take(0);
      Asker waiting = endpoint.ask(1);
      endpoint.giveBack(0, a);
      Await.until("it is served", waiting::served);
      endpoint.giveBack(0, b); // nobody wants it
      assertThat(endpoint.take(0).connection).isSameAs(b.connection);
      Await.until("the origin has accepted them", () -> endpoint.origin.mostOpen() == 2);
    }
  }

  @Test
  void aWorkerThatIsNeverIdleLetsTheOthersHaveTheirTurn() {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger rounds = new AtomicInteger();
    try (SharedEndpoint endpoint = new SharedEndpoint(2, 1, 0)) {
      Greedy greedy = new Greedy(endpoint, stop, rounds);
      endpoint.on(0, pool -> List.of(1, 2, 3).forEach(i -> greedy.ask(pool)));
      for (int i = 0; i < 3; i++) {
        int before = rounds.get();
        Await.until("it is busy", () -> rounds.get() > before);
        endpoint.giveBack(1, endpoint.take(1)); // within 5 s
      }
      stop.set(true);
      Await.until("the origin has accepted them", () -> endpoint.origin.mostOpen() == 1);
    }
  }

  /** Has always one more in the queue. */
  private record Greedy(SharedEndpoint endpoint, AtomicBoolean stop, AtomicInteger rounds) {
    void ask(ConnectionPool pool) {
      pool.acquire(
          new Asker(
              c ->
                  Asker.get(
                      c,
                      "/",
                      () -> {
                        rounds.incrementAndGet();
                        if (!stop.get()) {
                          ask(pool);
                        }
                      })));
    }
  }

  // ---- what a stale connection is replaced by

  @Test
  void aFreshConnectionCountsLikeAnyOther() {
    try (SharedEndpoint endpoint = new SharedEndpoint(2, 2, 0)) {
      endpoint.take(1);
      Asker idle = endpoint.take(0);
      endpoint.giveBack(0, idle);
      Asker fresh = new Asker();
      endpoint.on(0, pool -> pool.acquireFresh(fresh));
      Await.until("it is served", fresh::served);
      assertThat(fresh.connection).isNotSameAs(idle.connection);
      Await.until("the origin has accepted them", () -> endpoint.origin.mostOpen() == 2);
      assertThat(endpoint.pending.waiting()).isZero();
    }
  }

  // ---- who waits

  @Test
  void whoWaitsIsCountedOverAllWorkers() {
    try (SharedEndpoint endpoint = new SharedEndpoint(3, 1, 2)) {
      Asker served = endpoint.take(0);
      Asker a = endpoint.ask(1);
      Asker b = endpoint.ask(2);
      assertThat(endpoint.pending.waiting()).isEqualTo(2);
      assertThat(endpoint.ask(0).error).isEqualTo(ClientErrors.POOL_FULL);
      assertThat(endpoint.ask(1).error).isEqualTo(ClientErrors.POOL_FULL);

      endpoint.on(1, pool -> pool.forget(a));
      endpoint.on(1, pool -> pool.forget(a)); // twice is once
      assertThat(endpoint.pending.waiting()).isEqualTo(1);
      Asker c = endpoint.ask(0);
      assertThat(endpoint.pending.waiting()).isEqualTo(2);

      endpoint.giveBack(0, served);
      Await.until("one is served", () -> b.served() || c.served());
      assertThat(endpoint.pending.waiting()).isEqualTo(1);
      assertThat(a.told).hasValue(0);
    }
  }

  @Test
  void whoWaitsAtAPoolThatClosesIsServedOnce() {
    try (SharedEndpoint endpoint = new SharedEndpoint(2, 2, 0)) {
      Asker a = endpoint.take(0);
      Asker b = endpoint.take(1);
      List<Asker> waiting = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Asker asker = new Asker(UpstreamConnection::giveBack);
        waiting.add(asker);
        endpoint.on(i % 2, pool -> pool.acquire(asker));
      }
      endpoint.on(0, ConnectionPool::close);
      endpoint.on(1, ConnectionPool::close);
      endpoint.giveBack(0, a);
      endpoint.on(1, pool -> connection(b).cancel());
      for (Asker asker : waiting) {
        Await.until("it is served", asker::served);
      }
      Await.until("all are closed", () -> endpoint.origin.openNow() == 0);
      Await.until("nothing is held", () -> endpoint.budget.held() == 0);
      assertThat(waiting).allSatisfy(asker -> assertThat(asker.told).hasValue(1));
      assertThat(endpoint.pending.waiting()).isZero();
    }
  }

  @Test
  void whoWaitsForAnOriginThatIsGoneIsTold() {
    try (SharedEndpoint endpoint = new SharedEndpoint(2, 1, 0)) {
      Asker served = endpoint.take(0);
      List<Asker> waiting = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        waiting.add(endpoint.ask(i % 2));
      }
      endpoint.origin.close();
      endpoint.on(0, pool -> connection(served).cancel());
      for (Asker asker : waiting) {
        Await.until("it is told", () -> asker.told.get() == 1);
        assertThat(asker.error).isEqualTo(ClientErrors.REFUSED);
      }
      assertThat(endpoint.budget.held()).isZero();
      assertThat(endpoint.pending.waiting()).isZero();
    }
  }

  // ---- another cap

  @Test
  void aHigherCapServesWhoWaits() {
    try (SharedEndpoint endpoint = new SharedEndpoint(2, 1, 0)) {
      endpoint.take(0);
      List<Asker> waiting = List.of(endpoint.ask(1), endpoint.ask(1), endpoint.ask(0));
      endpoint.budget.most(4);
      for (Asker asker : waiting) {
        Await.until("it is served", asker::served);
      }
      Await.until("the origin has accepted them", () -> endpoint.origin.mostOpen() == 4);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void underALowerCapTheExcessIsClosedAsItBecomesFree(boolean wanted) {
    try (SharedEndpoint endpoint = new SharedEndpoint(2, 5, 0)) {
      List<Asker> held = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        held.add(endpoint.take(i % 2));
      }
      endpoint.giveBack(0, held.get(0));
      Asker waiting = new Asker();
      if (wanted) {
        endpoint.on(0, pool -> pool.acquireFresh(waiting)); // makes the idle one go
        Await.until("it is served", waiting::served);
        endpoint.ask(1);
      }
      endpoint.budget.most(2);
      for (int i = 1; i < 5; i++) {
        endpoint.giveBack(i % 2, held.get(i));
      }
      Await.until("the excess is closed", () -> endpoint.origin.openNow() == 2);
      assertThat(endpoint.budget.held()).isEqualTo(2);
    }
  }

  @Test
  void aTurnLastsAWhile() {
    ManualTicker ticker = new ManualTicker();
    try (SharedEndpoint endpoint = new SharedEndpoint(2, 1, 0, ticker)) {
      Asker first = endpoint.take(0);
      Asker early = endpoint.ask(0);
      Asker other = endpoint.ask(1);
      Asker own = endpoint.ask(0);
      ticker.advance(Duration.ofMillis(50));
      endpoint.giveBack(0, first);
      assertThat(early.connection).isSameAs(first.connection);
      ticker.advance(Duration.ofNanos(1));
      endpoint.giveBack(0, early); // now it is the other worker's turn
      Await.until("it is served", other::served);
      assertThat(own.served()).isFalse();
      endpoint.giveBack(1, other);
      Await.until("it is served", own::served);
    }
  }
}
