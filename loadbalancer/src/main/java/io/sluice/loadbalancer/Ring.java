package io.sluice.loadbalancer;

import java.util.Arrays;

/**
 * Consistent hashing on a ring, as Ketama made it known: every endpoint has many points on the
 * circle of all 64-bit numbers, as {@link RingPoints} says, and owns what lies between each of them
 * and the point before.
 *
 * <p>How a place is found: a point is one long, the upper 44 bits of its hash above the index of
 * its owner, all in one sorted array. The highest bits of the hash lead to the first point that
 * begins with them, and a binary search ends it among the few that do: with points spread evenly
 * that takes the same two or three reads in any ring. The same bits sort the points into their
 * places when the ring is built, in linear time.
 */
final class Ring implements HashTable {
  private static final int OWNER_BITS = 20;
  private static final int OWNER = (1 << OWNER_BITS) - 1;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long[] points;

  /** The first point of each group of equal highest bits, and behind the last one the end. */
  private final int[] starts;

  private final int shift;

  private Ring(long[] points, int[] starts, int shift) {
    this.points = points;
    this.starts = starts;
    this.shift = shift;
  }

  /**
   * The ring of at least one endpoint.
   *
   * @throws IllegalArgumentException when there are more than 2^20
   */
  static Ring of(WeightedEndpoints<?> endpoints) {
    if (endpoints.size() > OWNER + 1) {
      throw new IllegalArgumentException(
          "targets: " + endpoints.size() + " (expected: at most " + (OWNER + 1) + " on a ring)");
    }
    int[] counts = RingPoints.counts(endpoints.weights());
    int total = Arrays.stream(counts).sum();
    int bits = Math.max(1, 31 - Integer.numberOfLeadingZeros(total) - 1);
    int shift = Long.SIZE - bits;
    int[] starts = new int[(1 << bits) + 1];
    long[] seeds = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      seeds[i] = AddressHash.of(endpoints.get(i).target().address());
      for (int k = 0; k < counts[i]; k++) {
        starts[(int) (point(seeds[i], k) >>> shift) + 1]++;
      }
    }
    for (int group = 1; group < starts.length; group++) {
      starts[group] += starts[group - 1];
    }
    long[] points = new long[total];
    int[] free = starts.clone();
    for (int i = 0; i < counts.length; i++) {
      for (int k = 0; k < counts[i]; k++) {
        long point = point(seeds[i], k);
        points[free[(int) (point >>> shift)]++] = (point & ~OWNER) | i;
      }
    }
    sort(points);
    return new Ring(points, starts, shift);
  }

  /** By insertion: groups are in order, so that a point moves within its own few at most. */
  private static void sort(long[] points) {
    for (int i = 1; i < points.length; i++) {
      long point = points[i];
      int free = i;
      while (free > 0 && Long.compareUnsigned(points[free - 1], point) > 0) {
        points[free] = points[--free];
      }
      points[free] = point;
    }
  }

  private static long point(long seed, int k) {
    return AddressHash.mix(seed + k * GOLDEN);
  }

  @Override
  public int place(long hash) {
    int group = (int) (hash >>> shift);
    long sought = hash & ~OWNER;
    int low = starts[group];
    int high = starts[group + 1];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (points[middle] < sought) { // equal highest bits, and so equal signs
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == points.length ? 0 : low;
  }

  @Override
  public int next(int place) {
    return place + 1 == points.length ? 0 : place + 1;
  }

  @Override
  public int owner(int place) {
    return (int) points[place] & OWNER;
  }
}
