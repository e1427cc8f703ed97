package io.sluice.loadbalancer.consul;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * When the next question about one service may be asked, and with which index; what Consul's
 * documentation demands of blocking queries. Confined to its watch; no clock of its own.
 */
final class QueryRules {
  /** Between two questions, in the long run. */
  static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(800);

  /** How many may follow each other at once after a quiet time. */
  static final int BURST = 5;

  static final long LONGEST_WAIT_MILLIS = TimeUnit.MINUTES.toMillis(5);
  private static final long FIRST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LONGEST_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int MOST_DOUBLINGS = 5;

  private final RandomGenerator random;

  /** The last answer's; 0 before the first. */
  private long index;

  /** Whether the next question may wait for something newer than the index. */
  private boolean blocking;

  private int failures;

  /** When all of the burst will be there again; the virtual schedule of a token bucket. */
  private long fullAgainNanos;

  QueryRules(RandomGenerator random, long nowNanos) {
    this.random = random;
    this.fullAgainNanos = nowNanos;
  }

  /** To ask with: 0 for an answer at once. */
  long index() {
    return blocking ? index : 0;
  }

  /** Questions that failed since the last answer. */
  int failures() {
    return failures;
  }

  /** How long the next question should wait for a change: 5 minutes less up to a tenth. */
  long waitMillis() {
    return LONGEST_WAIT_MILLIS - random.nextLong(LONGEST_WAIT_MILLIS / 10);
  }

  /**
   * Takes an answer's index over.
   *
   * @return whether it went backwards: Consul lost its state, and the next question starts anew
   */
  boolean answered(long newIndex) {
    failures = 0;
    // 0 would turn the blocking query into one that returns at once, for ever.
    long sane = Math.max(1, newIndex);
    boolean backwards = sane < index;
    index = sane;
    blocking = !backwards;
    return backwards;
  }

  /**
   * Notes a failure. The next question waits for nothing: were it an outage in which Consul lost
   * its state, a question with the old, higher index would sit there until its time is up.
   *
   * @return nanoseconds until the next attempt: doubling from half a second to 10 s, of which a
   *     random half to whole
   */
  long failed() {
    long longest =
        Math.min(FIRST_BACKOFF_NANOS << Math.min(failures, MOST_DOUBLINGS), LONGEST_BACKOFF_NANOS);
    failures++;
    blocking = false;
    return longest / 2 + random.nextLong(longest / 2 + 1);
  }

  /**
   * When the next question may be asked.
   *
   * @param after not before so many nanoseconds from now
   * @return in how many nanoseconds from now
   */
  long pause(long nowNanos, long after) {
    return Math.max(after, fullAgainNanos - (BURST - 1) * PACE_NANOS - nowNanos);
  }

  /** Counts a question that is asked now. */
  void asked(long nowNanos) {
    fullAgainNanos = (fullAgainNanos - nowNanos > 0 ? fullAgainNanos : nowNanos) + PACE_NANOS;
  }
}
