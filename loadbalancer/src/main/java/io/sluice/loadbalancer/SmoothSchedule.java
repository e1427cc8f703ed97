package io.sluice.loadbalancer;

/**
 * The order of smooth weighted round robin as NGINX made it known, computed ahead for one whole
 * cycle. At each step every endpoint gains its weight, the one with the most is taken (the first of
 * equals) and loses the sum of all weights. Over a cycle each is taken exactly as often as its
 * weight says, spread out instead of in a row: weights 5, 1, 1 give {@code a a b a c a a}.
 *
 * <p>Weights are first divided by their greatest common divisor. If a cycle would still be longer
 * than 8192 slots (or 8 for each endpoint, if that is more), the weights are scaled down to about
 * that length, none to less than one slot. The part of the traffic that then goes to another
 * endpoint than the weights say is less than {@code endpoints / slots}: under 0.13 % for ten
 * endpoints.
 */
final class SmoothSchedule {
  static final int MAX_SLOTS = 8192;
  private static final int MIN_SLOTS_PER_ENDPOINT = 8;

  private SmoothSchedule() {}

  /** Indexes into {@code weights}, one for each slot; every weight is above 0. */
  static int[] of(int[] weights) {
    int[] reduced = scaled(reduced(weights));
    int sum = (int) sum(reduced);
    if (sum == reduced.length) {
      return inOrder(sum); // all equal: what the loop below would find in square time
    }
    int[] schedule = new int[sum];
    int[] gained = new int[reduced.length];
    for (int slot = 0; slot < sum; slot++) {
      int most = 0;
      for (int i = 0; i < reduced.length; i++) {
        gained[i] += reduced[i];
        if (gained[i] > gained[most]) {
          most = i;
        }
      }
      gained[most] -= sum;
      schedule[slot] = most;
    }
    return schedule;
  }

  private static int[] inOrder(int length) {
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      order[i] = i;
    }
    return order;
  }

  private static int[] reduced(int[] weights) {
    int divisor = 0;
    for (int weight : weights) {
      divisor = gcd(weight, divisor);
    }
    int[] reduced = weights.clone();
    for (int i = 0; i < reduced.length; i++) {
      reduced[i] /= divisor;
    }
    return reduced;
  }

  private static int[] scaled(int[] weights) {
    long slots = Math.max(MAX_SLOTS, (long) MIN_SLOTS_PER_ENDPOINT * weights.length);
    long sum = sum(weights);
    if (sum <= slots) {
      return weights;
    }
    int[] scaled = weights.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (int) Math.max(1, (weights[i] * slots + sum / 2) / sum);
    }
    return scaled;
  }

  private static long sum(int[] weights) {
    long sum = 0;
    for (int weight : weights) {
      sum += weight;
    }
    return sum;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
