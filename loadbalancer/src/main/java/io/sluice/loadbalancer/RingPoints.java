package io.sluice.loadbalancer;

/**
 * How many points each endpoint has on a {@link Ring}.
 *
 * <p>An endpoint's share is off by about {@code 1 / sqrt(points)} of itself. The heaviest has 4,096
 * while all together are worth at most 64 of it (off by 1.6 %), then fewer, down to 128 (9 %) from
 * 2,048 on, which bounds the memory; the others in proportion, at least one. The measure is the
 * heaviest, not the sum of the weights, because the points of the others must not change when an
 * endpoint goes: below 64 nothing moves but what it owned, unless the heaviest itself goes and the
 * next one is lighter. Where the lightest would have less than 8 points, all get more, up to a
 * million together.
 */
final class RingPoints {

  private RingPoints() {}

  /** Of each endpoint, in the order of the weights, which are above 0. */
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
}
