package io.sluice.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testkit.Await;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random exchanges at several workers, some of which wait, are given up, fail or lose their
 * connection: the cap holds at every moment, each is told exactly once unless it was given up
 * first, and nothing is left behind.
 */
class ConnectionBudgetPropertyTest {
  private static final int EXCHANGES = 400; // at each worker
  private static final int AT_A_TIME = 6;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "2, 1, 2",
    "3, 1, 3",
    "4, 1, 4",
    "2, 2, 5",
    "3, 2, 6",
    "4, 2, 7",
    "2, 3, 8",
    "3, 3, 9",
    "4, 3, 10",
    "4, 5, 11"
  })
  void holdsWhateverTheSchedule(int workers, int cap, long seed) {
    SplittableRandom seeds = new SplittableRandom(seed);
    try (SharedEndpoint endpoint = new SharedEndpoint(workers, cap, 0)) {
      List<Schedule> schedules = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        schedules.add(new Schedule(endpoint, i, seeds.split()));
      }
      schedules.forEach(s -> endpoint.execute(s.worker, s::next));
      for (Schedule schedule : schedules) {
        Await.until(
            "worker " + schedule.worker + " is done: " + schedule,
            () -> schedule.ended.get() == EXCHANGES);
      }
      schedules.forEach(s -> endpoint.on(s.worker, pool -> s.check()));
      assertThat(endpoint.pending.waiting()).isZero();
      assertThat(endpoint.origin.mostOpen()).isLessThanOrEqualTo(cap);

      List<Asker> all = new ArrayList<>(); // every reservation is to be had again
      for (int i = 0; i < cap; i++) {
        all.add(endpoint.take(0));
      }
      assertThat(endpoint.budget.held()).isEqualTo(cap);
      all.forEach(asker -> endpoint.on(0, p -> SharedEndpoint.connection(asker).cancel()));
      Await.until("nothing is held", () -> endpoint.budget.held() == 0);
      assertThat(endpoint.origin.mostOpen()).isLessThanOrEqualTo(cap);
    }
  }

  /** One worker's exchanges; confined to its loop but for {@code ended}. */
  private static final class Schedule {
    private final SharedEndpoint endpoint;
    private final int worker;
    private final SplittableRandom random;
    private final Set<Asker> waiting = new HashSet<>();
    private final Set<Asker> forgotten = new HashSet<>();
    private final List<Asker> all = new ArrayList<>();
    private int begun;
    private final AtomicInteger ended = new AtomicInteger();

    Schedule(SharedEndpoint endpoint, int worker, SplittableRandom random) {
      this.endpoint = endpoint;
      this.worker = worker;
      this.random = random;
    }

    void next() {
      while (begun < EXCHANGES && begun - ended.get() < AT_A_TIME) {
        begun++;
        ask();
      }
    }

    private void ask() {
      ConnectionPool pool = endpoint.pools.get(worker);
      Asker[] self = new Asker[1];
      Asker asker =
          new Asker(
              c -> {
                if (waiting.remove(self[0])) {
                  use(c);
                } else { // it was being opened when it was forgotten
                  c.giveBack();
                }
              });
      self[0] = asker;
      all.add(asker);
      waiting.add(asker);
      if (random.nextInt(8) == 0) {
        pool.acquireFresh(asker);
      } else {
        pool.acquire(asker);
      }
      if (random.nextInt(6) == 0) {
        later(random.nextInt(20), () -> forget(pool, asker));
      }
    }

    private void forget(ConnectionPool pool, Asker asker) {
      pool.forget(asker);
      if (waiting.remove(asker)) {
        forgotten.add(asker);
        end();
      }
    }

    /** Each was told once; one that was forgotten perhaps not at all. */
    void check() {
      for (Asker asker : all) {
        assertThat(asker.error).isNull();
        assertThat(asker.told.get()).isBetween(forgotten.contains(asker) ? 0 : 1, 1);
      }
    }

    private void use(UpstreamConnection c) {
      switch (random.nextInt(8)) {
        case 0 -> later(random.nextInt(30), () -> done(c::giveBack));
        case 1 -> later(random.nextInt(30), () -> done(c::cancel));
        case 2 -> Asker.get(c, "/close", this::end);
        case 3 -> Asker.get(c, "/drop", this::end);
        default -> Asker.get(c, "/", this::end);
      }
    }

    private void done(Runnable last) {
      last.run();
      end();
    }

    private void end() {
      ended.incrementAndGet();
      next();
    }

    /** After so many turns of the loop. */
    private void later(int turns, Runnable action) {
      endpoint.execute(worker, turns == 0 ? action : () -> later(turns - 1, action));
    }

    @Override
    public String toString() {
      return "begun " + begun + ", ended " + ended + ", waiting " + waiting.size();
    }
  }
}
