package io.sluice.gateway.breaker;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many calls of the last so many nanoseconds went how. Time is cut in tenths of the window;
 * each has a place in a ring, and in it a word for each of the four ways a call can go. A word says
 * which piece of time it counts, beside the count, so that taking it over for another piece is one
 * compare-and-set: no lock, and no moment in which the counts of two pieces mix.
 *
 * <p>The time in the words is absolute, not a number of tenths: so a window of another length goes
 * on with what is there, and whoever wants to count anew says since when. The price: the window
 * covers nine to ten tenths of its time.
 *
 * <p>Any thread; volatile order. All times are nanoseconds of one clock, from 0.
 */
final class CallWindow {
  private static final int PLACES = 10;
  private static final int WAYS = 4;
  private static final int FAILED = 1;
  private static final int SLOW = 2;

  private static final int COUNT_BITS = 26;
  private static final long COUNT = (1L << COUNT_BITS) - 1; // where it stays: 67 million

  /** The unit of time is about a millisecond; 38 bits of it are nine years. */
  private static final int TIME_UNIT_BITS = 20;

  private final AtomicLongArray words = new AtomicLongArray(PLACES * WAYS); // 0: never used

  /**
   * Adds a call that ended now.
   *
   * @param since when it was begun to count
   */
  void add(boolean failed, boolean slow, long windowNanos, long since, long now) {
    int at = place(windowNanos, now) + (failed ? FAILED : 0) + (slow ? SLOW : 0);
    long time = timeAt(windowNanos, since, now);
    long word = words.get(at);
    // Whoever comes so late that the place is another's already does not count.
    while (word >>> COUNT_BITS <= time && !words.compareAndSet(at, word, next(word, time))) {
      word = words.get(at);
    }
  }

  /** Takes back a success that was added at {@code then}, unless it counts no more anyway. */
  void takeBack(boolean slow, long windowNanos, long since, long then) {
    int at = place(windowNanos, then) + (slow ? SLOW : 0);
    long time = timeAt(windowNanos, since, then);
    long word = words.get(at);
    while (word >>> COUNT_BITS == time
        && (word & COUNT) > 0
        && !words.compareAndSet(at, word, word - 1)) {
      word = words.get(at);
    }
  }

  private static int place(long windowNanos, long now) {
    return (int) (now / (windowNanos / PLACES) % PLACES) * WAYS;
  }

  private static long timeAt(long windowNanos, long since, long now) {
    long width = windowNanos / PLACES;
    return time(Math.max(since, now / width * width));
  }

  private static long next(long word, long time) {
    if (word >>> COUNT_BITS < time) {
      return time << COUNT_BITS | 1;
    }
    return (word & COUNT) == COUNT ? word : word + 1;
  }

  /** From 1, so that no time looks like a word never used. */
  private static long time(long nanos) {
    return (nanos >>> TIME_UNIT_BITS) + 1;
  }

  /** Whether there are enough calls to judge by, and too many of them failed or were slow. */
  boolean isTooMany(BreakerSettings settings, long since, long now) {
    long oldest = oldest(settings.windowNanos(), since, now);
    long good = 0;
    long failed = 0;
    long slow = 0;
    long both = 0;
    for (int at = 0; at < PLACES * WAYS; at += WAYS) {
      good += count(at, oldest);
      failed += count(at + FAILED, oldest);
      slow += count(at + SLOW, oldest);
      both += count(at + FAILED + SLOW, oldest);
    }
    long calls = good + failed + slow + both;
    return calls >= settings.minimumCalls()
        && settings.isTooMany(calls, failed + both, slow + both);
  }

  long calls(long windowNanos, long since, long now) {
    return sum(0, windowNanos, since, now);
  }

  long failed(long windowNanos, long since, long now) {
    return sum(FAILED, windowNanos, since, now);
  }

  long slow(long windowNanos, long since, long now) {
    return sum(SLOW, windowNanos, since, now);
  }

  /** Of the calls that went in all the {@code ways} at least. */
  private long sum(int ways, long windowNanos, long since, long now) {
    long oldest = oldest(windowNanos, since, now);
    long sum = 0;
    for (int at = 0; at < PLACES * WAYS; at++) {
      if ((at & ways) == ways) {
        sum += count(at, oldest);
      }
    }
    return sum;
  }

  private static long oldest(long windowNanos, long since, long now) {
    long width = windowNanos / PLACES;
    return time(Math.max(since, (now / width - PLACES + 1) * width));
  }

  private long count(int at, long oldest) {
    long word = words.get(at);
    return word >>> COUNT_BITS >= oldest ? word & COUNT : 0;
  }
}
