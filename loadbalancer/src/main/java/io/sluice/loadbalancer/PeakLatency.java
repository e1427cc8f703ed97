package io.sluice.loadbalancer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How long an endpoint takes to answer: an average that forgets with time, and believes bad news at
 * once. The idea is that of Finagle's peak EWMA.
 *
 * <ul>
 *   <li>An answer slower than the average becomes the average: an endpoint that stalls is avoided
 *       after one answer, not after the many that would lift a plain average.
 *   <li>A faster one pulls it down by as much as time has passed since the one before: {@code
 *       average * w + answer * (1 - w)} with {@code w = e^(-elapsed / 10 s)}. What counts is time,
 *       not the number of answers, so that busy and quiet endpoints recover alike.
 *   <li>Without answers it fades by the same {@code w}. An endpoint that was slow, and is avoided
 *       for it, so becomes worth a try again; after 50 s without an answer it counts as not known.
 * </ul>
 *
 * <p>Average and time stand in one long, the average as a float above the time in units of about a
 * millisecond: one compare-and-set changes both, without a lock or an object. Answers that come
 * within the same unit as the last one kept, and are no slower than it, change nothing; that also
 * keeps busy workers from writing the same line all the time.
 */
final class PeakLatency {
  private static final double DECAY_NANOS = 10e9;

  /** Units of 2^20 ns, about 1.05 ms; 32 bits of them last 52 days. */
  private static final int UNIT_BITS = 20;

  /** Five times the decay: less than 1 % is left. */
  private static final int FORGOTTEN = (int) ((5 * (long) DECAY_NANOS) >> UNIT_BITS);

  /** How far (in units, about 10 s) the clocks of two workers may be apart. */
  private static final int SKEW = 10_000;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(PeakLatency.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * 0 until the first answer. Written by every worker with compare-and-set, read opaque: it orders
   * nothing else, and a reader may see the value before.
   */
  @SuppressWarnings("UnusedVariable") // reached through its VarHandle
  private long state;

  /** Takes an answer in. */
  void observe(long latencyNanos, long nowNanos) {
    float sample = Math.max(1, latencyNanos);
    while (true) { // who loses the race looks again: mostly there is nothing left to add
      long before = (long) STATE.getOpaque(this);
      int elapsed = elapsed(before, nowNanos);
      float average = average(before);
      float changed = sample;
      if (before != 0 && elapsed < FORGOTTEN && sample <= average) {
        if (elapsed == 0) {
          return;
        }
        double kept = kept(elapsed);
        changed = (float) (average * kept + sample * (1 - kept));
      }
      long after = (long) Float.floatToRawIntBits(changed) << 32 | (units(nowNanos) & 0xFFFFFFFFL);
      if (STATE.compareAndSet(this, before, after)) {
        return;
      }
    }
  }

  /** The average now, in nanoseconds; 0 when it is not known. */
  long nanos(long nowNanos) {
    long now = (long) STATE.getOpaque(this);
    int elapsed = elapsed(now, nowNanos);
    if (now == 0 || elapsed >= FORGOTTEN) {
      return 0;
    }
    double faded = elapsed == 0 ? average(now) : average(now) * kept(elapsed);
    return Math.max(1, (long) faded);
  }

  private static double kept(int elapsed) {
    return Math.exp(-((long) elapsed << UNIT_BITS) / DECAY_NANOS);
  }

  private static float average(long state) {
    return Float.intBitsToFloat((int) (state >>> 32));
  }

  private static int units(long nanos) {
    return (int) (nanos >> UNIT_BITS);
  }

  /** Units since the state was written, never negative. */
  private static int elapsed(long state, long nowNanos) {
    int elapsed = units(nowNanos) - (int) state;
    if (elapsed >= 0) {
      return elapsed;
    }
    return elapsed > -SKEW ? 0 : Integer.MAX_VALUE;
  }
}
