package io.sluice.loadbalancer.group;

/**
 * How much of its weight an endpoint has that has just appeared or returned: a tenth at first, a
 * tenth more with each tenth of the time. In steps, because every change of a weight makes a new
 * table; ten of them keep even the table of 10,000 endpoints, some 50 ms, a small part of the time.
 */
final class SlowStart {
  private static final int STEPS = 10;

  private SlowStart() {}

  /** The part of its weight, above 0 to 1. */
  static double part(long sinceNanos, long slowStartNanos) {
    return (double) step(sinceNanos, slowStartNanos) / STEPS;
  }

  /** Nanoseconds until the part grows; {@link Long#MAX_VALUE} when it is whole. */
  static long untilNext(long sinceNanos, long slowStartNanos) {
    int step = step(sinceNanos, slowStartNanos);
    return step == STEPS
        ? Long.MAX_VALUE
        : (step * slowStartNanos + STEPS - 1) / STEPS - sinceNanos;
  }

  private static int step(long since, long slowStart) {
    return since >= slowStart ? STEPS : 1 + (int) (since * STEPS / slowStart);
  }
}
