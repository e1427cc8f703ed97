package io.sluice.ratelimit;

/**
 * One limit: its settings, and the rule by which it admits. Immutable. What has passed so far lives
 * apart from it, in an array of {@link #words()} longs for each key, so that another limiter of the
 * same kind may go on with it when a config changes the settings, and so that a key costs an array
 * and nothing else.
 *
 * <p>Any number of threads may call with the same state at once; none waits for another, and a
 * decision allocates nothing. The words are changed atomically; to their owner they are opaque. All
 * zeros is the state of a key of which nothing has passed.
 *
 * <p>Time is given by the caller: nanoseconds, at least 1, of one clock that never goes back, for
 * all calls with the same state. Readings of two threads may come in either order.
 */
public interface Limiter {

  /** What {@link #acquire} returns for a cost that can never pass. */
  long NEVER = Long.MIN_VALUE;

  /** How many longs of state a key has, at least 1. */
  int words();

  /**
   * Asks for {@code cost} at once, all or nothing; a refusal changes nothing.
   *
   * @param cost at least 1
   * @return 0: it passes now; positive: it passes after so many nanoseconds, its place is taken;
   *     negative: it is refused, and the same may pass in as many nanoseconds at the earliest if
   *     nobody else comes; {@link #NEVER}: it is more than may ever pass at once
   */
  long acquire(long[] state, long cost, long now);

  /**
   * Something that was admitted has ended. A limit on a rate need not know, and does nothing.
   *
   * @param cost what was acquired
   * @param tookNanos from its admission; negative when that says nothing about the work
   * @param dropped whether it failed in a way that speaks of overload
   */
  default void release(long[] state, long cost, long tookNanos, boolean dropped, long now) {}

  /** The most that may pass at once, as things stand. */
  long limit(long[] state);

  /** How much would pass now. From 0 to {@link #limit}. */
  long remaining(long[] state, long now);

  /** Nanoseconds until {@link #remaining} is {@link #limit} again if nobody comes; 0 = it is. */
  long resetNanos(long[] state, long now);
}
