package io.sluice.gateway.observe;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Durations in fixed buckets, kept in {@link WorkerCells} from an offset on: one cell for each
 * bucket, one for the sum. The sum counts microseconds: nanoseconds of ten thousand exchanges at a
 * time would overflow within days.
 */
final class Histogram {
  private static final long[] BOUNDS_NANOS = {
    250_000L,
    500_000L,
    1_000_000L,
    2_500_000L,
    5_000_000L,
    10_000_000L,
    25_000_000L,
    50_000_000L,
    100_000_000L,
    250_000_000L,
    500_000_000L,
    1_000_000_000L,
    2_500_000_000L,
    5_000_000_000L,
    10_000_000_000L,
    30_000_000_000L
  };

  /** How many cells it takes: the sum and the buckets. */
  static final int CELLS = BOUNDS_NANOS.length + 2;

  private static final double MICROS = 1e-6;

  /** Upper bounds in seconds; the last bucket has none. */
  private static final double[] BOUNDS = seconds();

  private final WorkerCells cells;
  private final int sum;
  private final int firstBucket;

  Histogram(WorkerCells cells, int offset) {
    this.cells = cells;
    this.sum = offset;
    this.firstBucket = offset + 1;
  }

  /**
   * Records one duration; only on the thread of that worker.
   *
   * @param nanos a negative one, from a clock that stepped, counts as 0
   */
  void record(int worker, long nanos) {
    long duration = Math.max(0, nanos);
    int bucket = 0;
    // From the short end: most exchanges end within the first few bounds.
    while (bucket < BOUNDS_NANOS.length && duration > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    long[] own = cells.own(worker, firstBucket + BOUNDS_NANOS.length);
    WorkerCells.add(own, firstBucket + bucket, 1);
    WorkerCells.add(own, sum, duration / 1_000 + duration % 1_000 / 500);
  }

  /** Counts by bucket, as they are now. */
  ClassicHistogramBuckets buckets() {
    long[] counts = new long[BOUNDS.length];
    for (int bucket = 0; bucket < counts.length; bucket++) {
      counts[bucket] = cells.sum(firstBucket + bucket);
    }
    return ClassicHistogramBuckets.of(BOUNDS, counts);
  }

  /** The buckets' upper bounds in seconds; the last one is infinite. */
  static List<Double> bounds() {
    return Arrays.stream(BOUNDS).boxed().toList();
  }

  /** How many are in each bucket and in none before it, as they are now. */
  List<Long> counts() {
    return IntStream.range(0, BOUNDS.length)
        .mapToObj(bucket -> cells.sum(firstBucket + bucket))
        .toList();
  }

  /** Sum of all durations in seconds. */
  double sumSeconds() {
    return cells.sum(sum) * MICROS;
  }

  /** How many were recorded. */
  long count() {
    long count = 0;
    for (int bucket = 0; bucket < BOUNDS.length; bucket++) {
      count += cells.sum(firstBucket + bucket);
    }
    return count;
  }

  private static double[] seconds() {
    double[] bounds = new double[BOUNDS_NANOS.length + 1];
    for (int i = 0; i < BOUNDS_NANOS.length; i++) {
      bounds[i] = BOUNDS_NANOS[i] / 1e9;
    }
    bounds[BOUNDS_NANOS.length] = Double.POSITIVE_INFINITY;
    return bounds;
  }
}
