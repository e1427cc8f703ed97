package io.sluice.gateway.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A breaker does in any sequence of calls what a plain model of it with lists and objects does. */
class BreakerPropertyTest {

  /** One call that has ended, in the window. */
  private record Ended(long tenth, boolean failed, boolean slow) {}

  /** One call that runs: the breaker's permit, and the model's age of the state that let it in. */
  private record Running(long permit, int age) {}

  /** The same rules, said again in the plainest way. */
  private static final class Model {
    private static final long TENTH = Rig.seconds(1);

    private BreakerState state = BreakerState.CLOSED;
    private int age; // raised with each change
    private long since;
    private final Deque<Ended> window = new ArrayDeque<>();
    private int running;
    private int ended;
    private int failed;
    private int slow;

    private void become(BreakerState next, long now) {
      state = next;
      age++;
      since = now;
      window.clear();
      running = 0;
      ended = 0;
      failed = 0;
      slow = 0;
    }

    boolean admits(long now) {
      boolean over = now - since >= Rig.seconds(30);
      if (state == BreakerState.OPEN && over) {
        become(BreakerState.HALF_OPEN, now);
      }
      if (state == BreakerState.HALF_OPEN && running + ended >= 5 && over) {
        become(BreakerState.HALF_OPEN, now);
      }
      if (state == BreakerState.HALF_OPEN && running + ended < 5) {
        running++;
        return true;
      }
      return state == BreakerState.CLOSED;
    }

    void cancel(int from) {
      if (from == age && state == BreakerState.HALF_OPEN) {
        running--;
      }
    }

    void end(int from, boolean hasFailed, boolean wasSlow, long now) {
      if (from != age) {
        return;
      }
      if (state == BreakerState.HALF_OPEN) {
        running--;
        ended++;
        failed += hasFailed ? 1 : 0;
        slow += wasSlow ? 1 : 0;
        int left = 5 - ended;
        if (failed >= 3 || slow >= 3) {
          become(BreakerState.OPEN, now);
        } else if (failed + left < 3 && slow + left < 3) {
          become(BreakerState.CLOSED, now);
        }
        return;
      }
      window.add(new Ended(now / TENTH, hasFailed, wasSlow));
      window.removeIf(call -> call.tenth() < now / TENTH - 9);
      long bad = window.stream().filter(Ended::failed).count();
      long late = window.stream().filter(Ended::slow).count();
      if (window.size() >= 10 && 2 * Math.max(bad, late) >= window.size()) {
        become(BreakerState.OPEN, now);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void doesWhatItsModelDoes(long seed) {
    Random random = new Random(seed);
    Rig rig = new Rig();
    Model model = new Model();
    List<Running> calls = new ArrayList<>();
    long start = rig.now;
    int changes = 0;
    for (int step = 0; step < 20_000; step++) {
      boolean sick = step / 500 % 2 == 1;
      rig.now += random.nextInt(random.nextInt(40) == 0 ? 2_000_000 : 200_000) * 1_000L;
      long now = rig.now - start;
      if (random.nextInt(3) != 0) {
        boolean admitted = model.admits(now);
        long permit = rig.acquire();
        assertThat(permit >= 0).as("step %s", step).isEqualTo(admitted);
        if (admitted) {
          calls.add(new Running(permit, model.age));
        }
      } else if (!calls.isEmpty()) {
        Running call = calls.remove(random.nextInt(calls.size()));
        boolean failed = random.nextInt(100) < (sick ? 60 : 10);
        boolean slow = random.nextInt(100) < (sick ? 40 : 5);
        if (random.nextInt(10) == 0) {
          rig.breaker.cancel(call.permit());
          model.cancel(call.age());
        } else {
          rig.breaker.record(
              rig.settings, call.permit(), failed, slow ? Rig.seconds(2) : 0, rig.now);
          model.end(call.age(), failed, slow, now);
        }
      }
      BreakerState expected =
          model.state == BreakerState.OPEN && now - model.since >= Rig.seconds(30)
              ? BreakerState.HALF_OPEN
              : model.state;
      assertThat(rig.state()).as("step %s", step).isEqualTo(expected);
      changes = model.age;
    }
    assertThat(changes).isGreaterThan(20);
  }
}
