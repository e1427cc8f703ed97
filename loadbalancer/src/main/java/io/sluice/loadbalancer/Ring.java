package io.sluice.loadbalancer;

import java.util.Arrays;

/**
 * Consistent hashing on a ring, as Ketama made it known: every endpoint has many points on the
 * circle of all 64-bit numbers, and owns what lies between each of them and the point before.
 *
 * <p>How many points: an endpoint's share is off by about {@code 1 / sqrt(points)} of itself. The
 * heaviest has 4,096 while all together are worth at most 64 of it (off by 1.6 %), then fewer, down
 * to 128 (9 %) from 2,048 on, which bounds the memory; the others in proportion, at least one. The
 * measure is the heaviest, not the sum of the weights, because the points of the others must not
 * change when an endpoint goes: below 64 nothing moves but what it owned, unless the heaviest
 * itself goes and the next one is lighter. Where the lightest would have less than 8 points, all
 * get more, up to a million together.
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
    int[] counts = counts(endpoints.weights());
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
    for (int group = 1; group < starts.length; group++) {
      Arrays.sort(
          points, starts[group - 1], starts[group]); // equal highest bits: sign is no matter
    }
    return new Ring(points, starts, shift);
  }

  private static long point(long seed, int k) {
    return AddressHash.mix(seed + k * GOLDEN);
  }

  /** Points of each endpoint. */
  static int[] counts(int[] weights) {
    double heaviest = 0;
    double lightest = Target.MAX_WEIGHT;
    double total = 0;
    for (int weight : weights) {
      heaviest = Math.max(heaviest, weight);
      lightest = Math.min(lightest, weight);
      total += weight;
    }
    double worth = total / heaviest; // as many of the heaviest as all together are worth
    double most = Math.floor(Math.max(128, Math.min(4096, (1 << 18) / worth)));
    most = Math.max(most, Math.min(8 * heaviest / lightest, (1 << 20) / worth));
    int[] counts = new int[weights.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = (int) Math.max(1, Math.round(most * weights[i] / heaviest));
    }
    return counts;
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
