package io.sluice.admin;

import io.sluice.gateway.observe.Figures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened between two looks at a gateway's {@link Figures}.
 *
 * @param p50 seconds that half of the requests took at most; null when there was none
 * @param lag longest delay of an event loop's task lately, in seconds
 */
record Rates(
    double requestsPerSecond,
    double errorsPerSecond,
    @Nullable Double p50,
    @Nullable Double p95,
    @Nullable Double p99,
    long inFlight,
    @Nullable Double lag) {

  /**
   * @param seconds between the two, more than 0
   */
  static Rates between(Figures before, Figures now, double seconds) {
    long[] counts = new long[now.durations().size()];
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      long earlier = i < before.durations().size() ? before.durations().get(i) : 0;
      counts[i] = Math.max(0, now.durations().get(i) - earlier);
      total += counts[i];
    }
    return new Rates(
        Math.max(0, now.requests() - before.requests()) / seconds,
        Math.max(0, now.errors() - before.errors()) / seconds,
        quantile(0.5, counts, total, now.buckets()),
        quantile(0.95, counts, total, now.buckets()),
        quantile(0.99, counts, total, now.buckets()),
        now.inFlight(),
        now.lag());
  }

  /** As if durations were spread evenly within a bucket; of the last one its lower bound. */
  private static @Nullable Double quantile(
      double part, long[] counts, long total, List<Double> bounds) {
    if (total == 0) {
      return null;
    }
    double rank = part * total;
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0 && below + counts[i] >= rank) {
        double from = i == 0 ? 0 : bounds.get(i - 1);
        double to = bounds.get(i);
        return Double.isInfinite(to) ? from : from + (to - from) * (rank - below) / counts[i];
      }
      below += counts[i];
    }
    return bounds.get(counts.length - 1);
  }
}
