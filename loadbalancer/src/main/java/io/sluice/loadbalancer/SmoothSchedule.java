package io.sluice.loadbalancer;

import java.util.Arrays;

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
 *
 * <p>The steps take the time of slots times endpoints. Where that is more than some 4 million, each
 * endpoint's slots are put at even distances instead, and sorted.
 */
final class SmoothSchedule {
  static final int MAX_SLOTS = 8192;
  private static final int MIN_SLOTS_PER_ENDPOINT = 8;

  /** Steps of the loop of {@link #of}: a few milliseconds. */
  private static final int MOST_STEPS = 1 << 22;

  private static final int INDEX_BITS = 24;

  /** The golden ratio: multiples of it are spread evenly within any interval of length 1. */
  private static final double GOLDEN = 0.6180339887498949;

  private SmoothSchedule() {}

  /** Indexes into {@code weights}, one for each slot; every weight is above 0. */
  static int[] of(int[] weights) {
    int[] reduced = scaled(reduced(weights));
    int sum = (int) sum(reduced);
    if (sum == reduced.length) {
      return inOrder(sum); // all equal: what the loop below would find in square time
    }
    if ((long) sum * reduced.length > MOST_STEPS) {
      return byTime(reduced, sum);
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

  /** For many endpoints: each takes its slots at even distances, sorted by when they are due. */
  private static int[] byTime(int[] weights, int sum) {
    long[] due = new long[sum];
    int slot = 0;
    for (int i = 0; i < weights.length; i++) {
      double phase = i * GOLDEN % 1; // or all of one weight would be due in the same moment
      for (int k = 0; k < weights[i]; k++) {
        double time = (k + phase) / weights[i]; // within the cycle
        due[slot++] = ((long) (time * 0x1p39) << INDEX_BITS) | i;
      }
    }
    Arrays.sort(due);
    int[] schedule = new int[sum];
    for (int i = 0; i < sum; i++) {
      schedule[i] = (int) due[i] & ((1 << INDEX_BITS) - 1);
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
