package io.sluice.ratelimit;

import static io.sluice.ratelimit.Words.WORD;

import java.time.Duration;

/**
 * The generic cell rate algorithm (ITU-T I.371): whatever has passed has a place on a schedule that
 * runs at the rate. One word says when the schedule is free again, the "theoretical arrival time"
 * of the next; 0, like any time gone by, means now. What asks takes the places from there on, if
 * the last of them is not too far ahead. No refill is ever computed: time passing is the refill.
 *
 * <p>Both buckets are this. They differ in how far ahead a place may be, and in whether what has a
 * place ahead passes now (token bucket) or then (leaky bucket).
 */
final class Arrivals {
  /**
   * A schedule that reaches further ahead than its settings allow was made under others, and is cut
   * to what these allow: a burst under one a day must not keep a key out for days once it is a
   * hundred a second. The margin is for threads that were held up between reading the clock and
   * asking, to whom the schedule seems that much further ahead: it is never cut for them.
   */
  private static final long MARGIN = Duration.ofSeconds(10).toNanos() << Pace.FRACTION_BITS;

  private final Pace pace;
  private final long ahead;
  private final long maxAhead;
  private final long depth;
  private final long limit;

  /**
   * @param ahead how many places ahead of now one may be
   * @param maxAhead and how far at most, in units of {@link Pace}
   */
  Arrivals(Pace pace, long ahead, long maxAhead) {
    this.pace = pace;
    this.ahead = ahead;
    this.maxAhead = maxAhead;
    limit = 1 + pace.fitting(0, maxAhead, ahead);
    depth = pace.after(Math.min(pace.after(0, ahead), maxAhead), 1);
  }

  /**
   * Takes as many places as {@code cost} says, or none.
   *
   * @return how many nanoseconds ahead its first place is, at least 0; or negative, in how many the
   *     same may be granted; or {@link Limiter#NEVER}
   */
  long take(long[] state, long cost, long now) {
    if (cost > limit) {
      return Limiter.NEVER;
    }
    long at = now << Pace.FRACTION_BITS;
    long latest = latest(at);
    while (true) {
      long free = (long) WORD.getOpaque(state, 0);
      long begin = Math.max(free, at);
      long over = pace.after(begin, cost - 1) - latest;
      if (over <= 0) {
        if (WORD.compareAndSet(state, 0, free, pace.after(begin, cost))) {
          return Pace.nanos(begin - at);
        }
      } else if (free - at <= depth + MARGIN) {
        long wait = Pace.nanos(over);
        return pace.after(begin, cost - 1) <= latest(at + (wait << Pace.FRACTION_BITS))
            ? -wait
            : -wait - 1;
      } else {
        WORD.compareAndSet(state, 0, free, at + depth);
      }
    }
  }

  long limit() {
    return limit;
  }

  long remaining(long[] state, long now) {
    long at = now << Pace.FRACTION_BITS;
    long begin = begin(state, at);
    long latest = latest(at);
    return pace.after(begin, 0) > latest ? 0 : 1 + pace.fitting(begin, latest, limit - 1);
  }

  long resetNanos(long[] state, long now) {
    long at = now << Pace.FRACTION_BITS;
    long over = pace.after(begin(state, at), limit - 1) - latest(at);
    return over <= 0 ? 0 : Pace.nanos(over);
  }

  private long begin(long[] state, long at) {
    long free = (long) WORD.getOpaque(state, 0);
    return Math.max(at, free - at <= depth + MARGIN ? free : at + depth);
  }

  private long latest(long at) {
    return Math.min(pace.after(at, ahead), at + maxAhead);
  }
}
