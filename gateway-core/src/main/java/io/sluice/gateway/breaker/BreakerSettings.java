package io.sluice.gateway.breaker;

/**
 * What a {@link Breaker} goes by. Durations in nanoseconds.
 *
 * @param failureRateThreshold percent of calls, 1 to 100: so many failed ones open it
 * @param slowCallRateThreshold percent of calls, 1 to 100: so many slow ones open it
 * @param slowCallNanos what takes longer is slow; 0 = nothing is
 * @param minimumCalls of which the window must know before it opens anything, at least 1
 * @param windowNanos time for which calls count, at least 100 ms
 * @param openNanos time without calls before it is tried again, at least 10 ms
 * @param halfOpenCalls probes that decide, 1 to 1000
 * @param rampNanos time after closing until all calls pass; 0 = at once
 */
public record BreakerSettings(
    int failureRateThreshold,
    int slowCallRateThreshold,
    long slowCallNanos,
    int minimumCalls,
    long windowNanos,
    long openNanos,
    int halfOpenCalls,
    long rampNanos) {

  /** Least value of {@link #windowNanos}. */
  public static final long SHORTEST_WINDOW_NANOS = 100_000_000;

  /** Least value of {@link #openNanos}. */
  public static final long SHORTEST_OPEN_NANOS = 10_000_000;

  /** Greatest value of {@link #halfOpenCalls}. */
  public static final int MOST_HALF_OPEN_CALLS = 1000;

  public BreakerSettings {
    check("failureRateThreshold", failureRateThreshold, 1, 100);
    check("slowCallRateThreshold", slowCallRateThreshold, 1, 100);
    check("slowCallNanos", slowCallNanos, 0, Long.MAX_VALUE);
    check("minimumCalls", minimumCalls, 1, Integer.MAX_VALUE);
    check("windowNanos", windowNanos, SHORTEST_WINDOW_NANOS, Long.MAX_VALUE);
    check("openNanos", openNanos, SHORTEST_OPEN_NANOS, Long.MAX_VALUE);
    check("halfOpenCalls", halfOpenCalls, 1, MOST_HALF_OPEN_CALLS);
    check("rampNanos", rampNanos, 0, Long.MAX_VALUE);
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }

  boolean isSlow(long tookNanos) {
    return slowCallNanos > 0 && tookNanos > slowCallNanos;
  }

  boolean isTooMany(long calls, long failed, long slow) {
    return tooManyFailed(calls, failed) || tooManySlow(calls, slow);
  }

  boolean tooManyFailed(long calls, long failed) {
    return failed * 100 >= failureRateThreshold * calls;
  }

  private boolean tooManySlow(long calls, long slow) {
    return slowCallNanos > 0 && slow * 100 >= slowCallRateThreshold * calls;
  }
}
