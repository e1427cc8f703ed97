package io.sluice.gateway.breaker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A breaker, a clock that stands still unless told otherwise, and what the breaker said. */
final class Rig {
  static final BreakerSettings SETTINGS = settings(0);

  /** Close to where the clock's numbers wrap around, as {@link System#nanoTime} may. */
  private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(40);

  BreakerSettings settings = SETTINGS;
  long now = START;
  final List<String> changes = new ArrayList<>();
  final Breaker breaker =
      new Breaker(now, (from, to, why) -> changes.add(from + ">" + to + " " + why));

  /** 50 % of 10 calls in 10 s failed, or took more than 1 s: open for 30 s; 5 probes. */
  static BreakerSettings settings(long rampSeconds) {
    return new BreakerSettings(
        50, 50, seconds(1), 10, seconds(10), seconds(30), 5, seconds(rampSeconds));
  }

  static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  void pass(long seconds) {
    now += seconds(seconds);
  }

  long acquire() {
    return breaker.tryAcquire(settings, now);
  }

  void record(long permit, boolean failed) {
    breaker.record(settings, permit, failed, 0, now);
  }

  /** Makes so many calls, one after another, as far as they are let through. */
  int call(int times, boolean failed, long tookNanos) {
    int made = 0;
    for (int i = 0; i < times; i++) {
      long permit = acquire();
      if (permit >= 0) {
        made++;
        breaker.record(settings, permit, failed, tookNanos, now);
      }
    }
    return made;
  }

  int fail(int times) {
    return call(times, true, 0);
  }

  int succeed(int times) {
    return call(times, false, 0);
  }

  BreakerState state() {
    return breaker.state(settings, now);
  }

  /** As a user would tell it: {@code fail 10, wait 30, ok 3}. */
  void play(String script) {
    for (String step : script.split(", ", -1)) {
      String[] words = step.split(" ", 2);
      int count = Integer.parseInt(words[1]);
      switch (words[0]) {
        case "ok" -> succeed(count);
        case "fail" -> fail(count);
        case "slow" -> call(count, false, seconds(1) + 1);
        case "slowfail" -> call(count, true, seconds(1) + 1);
        case "second" -> call(count, false, seconds(1));
        case "hang" -> {
          for (int i = 0; i < count; i++) {
            acquire();
          }
        }
        case "wait" -> pass(count);
        default -> throw new IllegalArgumentException(step);
      }
    }
  }
}
