package io.sluice.ratelimit;

import static io.sluice.ratelimit.Words.WORD;

/**
 * How much may run at a time, found from how long it takes: as long as more at a time does not take
 * longer the limit grows; when it does, work is waiting somewhere behind, and the limit shrinks.
 *
 * <p>The idea is the gradient of Netflix's concurrency-limits (itself TCP Vegas) and of Envoy's
 * adaptive concurrency: {@code limit * tolerance * baseline / latency + sqrt(limit)}, where the
 * baseline is the latency without waiting and the root leaves room to grow. What users of these
 * complain of, and what is done here:
 *
 * <ul>
 *   <li>A baseline averaged over a long time drifts up under lasting overload, until waiting is
 *       normal. A minimum never rises, also when the work has become slower. So the baseline is
 *       measured anew every 10 s, with half the limit without the root, which lets queues run dry
 *       (BBR's probe, and Envoy's minRTT window). From a bad baseline, too, that converges: half
 *       the limit waits less.
 *   <li>Envoy cuts to 3 meanwhile and refuses nearly all. Half the limit for a probe, 100 ms or
 *       twice the latency, costs about 1 % of what could be served; nothing if the limit is not
 *       reached.
 *   <li>The minimum of single requests is that of the cheapest kind. Here means are compared with
 *       means.
 *   <li>When work becomes slower for good, the old baseline squeezes the limit until the next
 *       measurement. Five shrinkings in a row call for it at once; one that finds the baseline a
 *       quarter off is repeated after a second, for it may have been measured over a queue.
 *   <li>A limit that is not reached says nothing, and does not grow.
 * </ul>
 *
 * <p>What was dropped (time-outs, resets, refusals) shrinks the limit by half its share of the
 * window, and takes the room to grow.
 *
 * <p>A window is at least 100 ms, 20 requests, and twice the last mean (up to 10 s). Whoever ends
 * one and claims it computes the limit; nobody waits for that. Given up: exact windows. A request
 * that ends just then may count in either. The first limit is 20.
 */
public final class AdaptiveConcurrency implements Limiter {
  private static final long FIRST_LIMIT = 20;
  private static final double TOLERANCE = 1.25;
  private static final double STEEPEST = 0.5;
  private static final double DRIFT_DOWN = 0.125;
  private static final int SHRINKINGS = 5;
  private static final long WINDOW = 100_000_000L;
  private static final long LONGEST_WINDOW = 10_000_000_000L;
  private static final long SAMPLES = 20;
  private static final long EARLY_PROBE = 1_000_000_000L;
  private static final long PROBE = 10_000_000_000L;
  private static final long MOST_PROBES = 50;
  // So that gateways do not probe together.
  private static final long JITTER = (1L << 31) - 1;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;
  private static final double NO_ROOM = 10;
  private static final long LONGEST = 60_000_000_000L;

  // The words. The first is what runs, as in ConcurrencyLimit.
  // A window's sums: all threads; zeroed by who ends it. Sums of time are in 1,024 ns.
  private static final int SUM = 1;
  private static final int DROPPED = 2;
  private static final int PRESSED = 3;
  // When the window began; CLOSING while one thread computes. The rest is written by that one only.
  private static final int BEGAN = 4;
  private static final int LIMIT = 5;
  private static final int BASELINE = 6;
  private static final int LAST = 7;
  private static final int PROBE_AT = 8;
  private static final int PROBING = 9;
  private static final int SHRUNK = 10;
  private static final int WORDS = 11;

  private static final long CLOSING = -1;

  // A window's sum: the time, 44 bits, and how many, 20.
  private static final int COUNT_BITS = 20;
  private static final long COUNT = (1L << COUNT_BITS) - 1;
  private static final int TIME_SHIFT = 10;

  private final int min;
  private final int max;

  /**
   * @param min what is allowed whatever the latency, at least 1
   * @param max the most, at least {@code min}
   * @throws IllegalArgumentException naming what is out of range
   */
  public AdaptiveConcurrency(int min, int max) {
    if (min < 1) {
      throw new IllegalArgumentException("min: " + min + " (expected: at least 1)");
    }
    if (max < min) {
      throw new IllegalArgumentException("max: " + max + " (expected: at least " + min + ", min)");
    }
    this.min = min;
    this.max = max;
  }

  @Override
  public int words() {
    return WORDS;
  }

  @Override
  public long acquire(long[] state, long cost, long now) {
    if (cost > max) {
      return NEVER;
    }
    long limit = limit(state);
    if (!ConcurrencyLimit.enter(state, cost, limit)) {
      press(state);
      return -1;
    }
    if (2 * ConcurrencyLimit.running(state) > limit) {
      press(state);
    }
    return 0;
  }

  @Override
  public void release(long[] state, long cost, long tookNanos, boolean dropped, long now) {
    ConcurrencyLimit.leave(state, cost);
    long began = (long) WORD.getVolatile(state, BEGAN);
    if (began == 0) {
      WORD.compareAndSet(state, BEGAN, 0L, now);
      began = now;
    }
    long probing = (long) WORD.getOpaque(state, PROBING);
    if (probing != 0 && now - tookNanos < probing) {
      // It still waited behind those before the cut.
      return;
    }
    if (dropped) {
      WORD.getAndAdd(state, DROPPED, 1L);
    } else if (tookNanos >= 0 && ((long) WORD.getOpaque(state, SUM) & COUNT) < COUNT / 2) {
      long time = Math.min(tookNanos, LONGEST) >> TIME_SHIFT;
      WORD.getAndAdd(state, SUM, time << COUNT_BITS | 1);
    }
    if (began != CLOSING && ended(state, began, now)) {
      close(state, began, now);
    }
  }

  @Override
  public long limit(long[] state) {
    double limit = precise(state);
    if ((long) WORD.getOpaque(state, PROBING) != 0) {
      limit = Math.max(min, (limit - Math.sqrt(limit)) / 2);
    }
    return Math.round(limit);
  }

  @Override
  public long remaining(long[] state, long now) {
    return Math.max(0, limit(state) - ConcurrencyLimit.running(state));
  }

  @Override
  public long resetNanos(long[] state, long now) {
    return ConcurrencyLimit.running(state) == 0 ? 0 : 1;
  }

  private double precise(long[] state) {
    double limit = Double.longBitsToDouble((long) WORD.getOpaque(state, LIMIT));
    return Math.max(min, Math.min(max, limit == 0 ? FIRST_LIMIT : limit));
  }

  private static void press(long[] state) {
    if ((long) WORD.getOpaque(state, PRESSED) == 0) {
      WORD.setOpaque(state, PRESSED, 1L);
    }
  }

  private static boolean ended(long[] state, long began, long now) {
    long twice = 2 * (long) WORD.getOpaque(state, LAST);
    long length = Math.max(WINDOW, Math.min(LONGEST_WINDOW, twice));
    long samples =
        ((long) WORD.getOpaque(state, SUM) & COUNT) + (long) WORD.getOpaque(state, DROPPED);
    return now - began >= length && samples >= SAMPLES;
  }

  private void close(long[] state, long began, long now) {
    if (!WORD.compareAndSet(state, BEGAN, began, CLOSING)) {
      return;
    }
    long sum = (long) WORD.getAndSet(state, SUM, 0L);
    long dropped = (long) WORD.getAndSet(state, DROPPED, 0L);
    boolean pressed = (long) WORD.getAndSet(state, PRESSED, 0L) != 0;
    long count = sum & COUNT;
    long mean = count == 0 ? 0 : Math.max(1, (sum >>> COUNT_BITS << TIME_SHIFT) / count);
    if ((long) WORD.getOpaque(state, PROBING) != 0) {
      measured(state, mean, now);
    } else {
      adapt(state, mean, (double) dropped / (count + dropped), pressed, now);
    }
    WORD.setOpaque(state, LAST, mean);
    WORD.setVolatile(state, BEGAN, now);
  }

  private static void measured(long[] state, long mean, long now) {
    long before = (long) WORD.getOpaque(state, BASELINE);
    boolean moved = 4 * Math.abs(mean - before) > before;
    long pause = Math.max(PROBE, MOST_PROBES * mean) + (now * SPREAD & JITTER);
    WORD.setOpaque(state, BASELINE, mean);
    WORD.setOpaque(state, PROBE_AT, now + (moved ? EARLY_PROBE : pause));
    WORD.setOpaque(state, SHRUNK, 0L);
    WORD.setOpaque(state, PROBING, 0L);
  }

  private void adapt(long[] state, long mean, double dropped, boolean pressed, long now) {
    double gradient = gradient(state, mean, now);
    if (pressed) {
      double limit = precise(state);
      double next = limit * Math.min(gradient, 1 - dropped / 2);
      next += Math.sqrt(limit) * Math.max(0, 1 - NO_ROOM * dropped);
      next = Math.max(min, Math.min(max, next));
      WORD.setOpaque(state, LIMIT, Double.doubleToRawLongBits(next));
      WORD.setOpaque(state, SHRUNK, next < limit ? (long) WORD.getOpaque(state, SHRUNK) + 1 : 0L);
    }
    if (now >= (long) WORD.getOpaque(state, PROBE_AT)
        || (long) WORD.getOpaque(state, SHRUNK) >= SHRINKINGS) {
      WORD.setOpaque(state, PROBING, now);
    }
  }

  /** How far the limit must shrink for its latency; 1 if not. Lets the baseline follow down. */
  private static double gradient(long[] state, long mean, long now) {
    if (mean == 0) {
      return 1;
    }
    long baseline = (long) WORD.getOpaque(state, BASELINE);
    if (baseline == 0) {
      WORD.setOpaque(state, BASELINE, mean);
      WORD.setOpaque(state, PROBE_AT, now + EARLY_PROBE);
      return 1;
    }
    if (mean < baseline) {
      WORD.setOpaque(state, BASELINE, baseline - (long) ((baseline - mean) * DRIFT_DOWN));
    }
    return Math.max(STEEPEST, Math.min(1, TOLERANCE * baseline / mean));
  }
}
