package io.sluice.gateway.overload;

import io.sluice.gateway.config.RequestClass;
import java.util.SplittableRandom;

/**
 * How hard pressed one worker is, from 0 to 3. Up to 1 a growing share of the sheddable requests is
 * refused, up to 2 all of those and a share of the default ones, up to 3 all of those and a share
 * of the critical ones.
 *
 * <p>It is an integrating controller: a few times a second the lag of the event loop is put beside
 * its target, and the pressure goes up or down by a little. All or nothing would swing: with a
 * class refused the loop is idle, with it admitted it is late again; between the two there is a
 * share at which the loop is just busy, and this finds it. It rises faster than it falls, because
 * late is worse than idle.
 *
 * <p>The lag that counts is the least of a window (CoDel's idea, RFC 8289): one stall, as of a
 * garbage collection, makes one tick late and the next ones punctual, and is over when it is seen;
 * of a loop with more to do than it can, every tick is late.
 *
 * <p>Confined to its worker, but for {@link #value}.
 */
final class Pressure {
  private static final long WINDOW_NANOS = 200_000_000;
  private static final int LEAST_TICKS = 3;
  private static final double MOST = 3;
  private static final double RISE = 0.05;
  private static final double STEEPEST_RISE = 0.5;
  private static final double FALL = 0.05;

  /** How many times over its target full memory counts. */
  private static final double FULL = 2;

  private volatile double value; // written by the worker, read by scrapes
  private long windowEnds;
  private long leastLag = Long.MAX_VALUE;
  private int ticks;

  /** Takes in one tick of the loop that came so late. */
  void ticked(long now, long lagNanos, long targetNanos, boolean memoryIsFull) {
    leastLag = Math.min(leastLag, lagNanos);
    if (++ticks < LEAST_TICKS || now - windowEnds < 0) {
      return;
    }
    double ratio = targetNanos == 0 ? 0 : (double) leastLag / targetNanos;
    ratio = Math.max(ratio, memoryIsFull ? FULL : 0);
    value =
        ratio > 1
            ? Math.min(MOST, value + Math.min(STEEPEST_RISE, RISE * ratio))
            : Math.max(0, value - FALL);
    leastLag = Long.MAX_VALUE;
    ticks = 0;
    windowEnds = now + WINDOW_NANOS;
  }

  /** Whether a request of that class is to be refused. */
  boolean refuses(RequestClass its, SplittableRandom random) {
    double now = value;
    if (now == 0) {
      return false;
    }
    double share = now - from(its);
    return share > 0 && (share >= 1 || random.nextDouble() < share);
  }

  /** The pressure from which a class is refused. */
  private static int from(RequestClass its) {
    return switch (its) {
      case SHEDDABLE -> 0;
      case DEFAULT -> 1;
      case CRITICAL -> 2;
    };
  }

  /** From 0 to 3; any thread. */
  double value() {
    return value;
  }
}
