package io.sluice.loadbalancer.group;

/**
 * Whole numbers in given proportions, none above a bound: what balancers take for weights.
 *
 * <p>If whole numbers within the bound stand in just these proportions, it is the smallest such.
 * Else the greatest becomes the bound and the others are rounded, in each group so that the group's
 * sum is right (rounded one by one, a thousand weights of 6.5 would be a group too heavy by 8 %),
 * and a common divisor is taken out. A weight below 1 becomes 1: who should get something gets
 * something, at the price that two weights which differ by more than the bound are brought
 * together.
 */
final class WholeWeights {
  /**
   * How near a fraction must be to stand for a weight. Fractions with denominators up to 65535 are
   * never nearer to each other than 2e-10, and the weights come with an error of some 1e-15.
   */
  private static final double EXACT = 1e-12;

  private WholeWeights() {}

  /**
   * @param proportions 0 or more, none infinite; a 0 stays 0, and nothing else becomes 0
   * @param groups by proportion: which group it is in, from 0, below the number of proportions
   * @param bound 1 to 65535
   */
  static int[] of(double[] proportions, int[] groups, int bound) {
    double greatest = 0;
    for (double proportion : proportions) {
      greatest = Math.max(greatest, proportion);
    }
    if (greatest == 0) {
      return new int[proportions.length];
    }
    double[] parts = new double[proportions.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = proportions[i] / greatest;
    }
    int denominator = commonDenominator(parts, bound);
    return denominator > 0 ? exact(parts, denominator) : rounded(parts, groups, bound);
  }

  /** The smallest number that makes all parts whole when they are multiplied; 0: beyond bound. */
  private static int commonDenominator(double[] parts, int bound) {
    long common = 1;
    for (double part : parts) {
      double times = part * common;
      if (Math.abs(times - Math.rint(times)) > EXACT * common || (part > 0 && times < 0.5)) {
        long own = denominator(part, bound);
        if (own == 0) {
          return 0;
        }
        common = common / gcd(common, own) * own;
        if (common > bound) {
          return 0;
        }
      }
    }
    return (int) common;
  }

  /**
   * The smallest denominator of a fraction above 0 that is as good as {@code part}; 0: beyond
   * bound. Goes along the continued fraction, whose convergents are the best approximations.
   */
  private static long denominator(double part, int bound) {
    double rest = part;
    long before = 1;
    long now = 0;
    long numeratorBefore = 0;
    long numerator = 1;
    while (true) {
      if (rest > bound + 1.0) {
        return 0;
      }
      long whole = (long) rest;
      long nextNumerator = whole * numerator + numeratorBefore;
      long next = whole * now + before;
      if (next > bound) {
        return 0;
      }
      if (nextNumerator > 0 && Math.abs((double) nextNumerator / next - part) <= EXACT) {
        return next;
      }
      numeratorBefore = numerator;
      numerator = nextNumerator;
      before = now;
      now = next;
      rest = 1 / (rest - whole); // infinite when nothing is left: above the bound
    }
  }

  private static int[] exact(double[] parts, int denominator) {
    int[] weights = new int[parts.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (int) Math.rint(parts[i] * denominator);
    }
    return weights;
  }

  private static int[] rounded(double[] parts, int[] groups, int bound) {
    int[] weights = new int[parts.length];
    double[] owed = new double[parts.length]; // by group: what rounding took so far
    long divisor = 0;
    for (int i = 0; i < weights.length; i++) {
      if (parts[i] == 0) {
        continue;
      }
      double exact = parts[i] * bound;
      if (exact < 1) {
        weights[i] = 1;
      } else {
        double due = exact + owed[groups[i]];
        weights[i] = (int) Math.min(Math.max(Math.rint(due), 1), bound);
        owed[groups[i]] = due - weights[i];
      }
      divisor = gcd(weights[i], divisor);
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= (int) divisor;
    }
    return weights;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
