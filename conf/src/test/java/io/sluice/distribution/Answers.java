package io.sluice.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Which origin answered when, in the order in which the answers came. Thread-safe. */
final class Answers {
  private final List<Answer> all = new ArrayList<>(); // guarded by this

  /**
   * One of them.
   *
   * @param nanos when it had come, as {@link System#nanoTime} counts
   * @param origin by port
   */
  record Answer(long nanos, int origin) {}

  synchronized void add(long nanos, int origin) {
    all.add(new Answer(nanos, origin));
  }

  /** Those that came later than that. */
  synchronized List<Answer> since(long nanos) {
    int from = all.size();
    while (from > 0 && all.get(from - 1).nanos - nanos > 0) {
      from--;
    }
    return List.copyOf(all.subList(from, all.size()));
  }

  /** Waits for the first one of an origin after a time: milliseconds from then. */
  long awaitFirst(OriginProcess origin, long sinceNanos) throws Exception {
    AtomicLong first = new AtomicLong();
    Patience.until(
        "origin " + origin.port() + " answers",
        () -> {
          for (Answer answer : since(sinceNanos)) {
            if (answer.origin == origin.port()) {
              first.set(millis(answer, sinceNanos));
              return true;
            }
          }
          return false;
        });
    return first.get();
  }

  /** When an origin answered last after a time: milliseconds from then; 0 when never. */
  long lastMillis(OriginProcess origin, long sinceNanos) {
    long last = 0;
    for (Answer answer : since(sinceNanos)) {
      if (answer.origin == origin.port()) {
        last = millis(answer, sinceNanos);
      }
    }
    return last;
  }

  private static long millis(Answer answer, long sinceNanos) {
    return Math.round((answer.nanos - sinceNanos) / 1e6);
  }
}
