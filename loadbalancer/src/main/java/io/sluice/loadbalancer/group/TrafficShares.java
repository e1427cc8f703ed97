package io.sluice.loadbalancer.group;

import io.sluice.loadbalancer.Target;
import java.util.Arrays;
import java.util.List;

/**
 * Which endpoints get which share of an upstream's traffic: priorities, zones, health and the panic
 * threshold, turned into the weights that a policy is made with. Pure and deterministic.
 *
 * <p>Endpoints form groups, which serve in this order: priority 0 in the gateway's own zone,
 * priority 0 elsewhere, priority 1 in the own zone, and so on. Where no endpoint is local, or all
 * are, a priority is one group. With a threshold of {@code t} %, a group of {@code n} members of
 * which {@code h} are healthy can serve {@code c = min(1, (h/n) / (t/100))} of all traffic. Each
 * takes as much as it can of what those before it left; its healthy members share that by weight.
 *
 * <p>If all groups together can serve less than the whole, the upstream is in panic: those few
 * healthy endpoints would be crushed by it, and checks that fail everywhere more likely err than
 * tell the truth. Each group then gets {@code c / (sum of all c)}, shared by all its members,
 * healthy or not; the first group gets everything when nothing at all is healthy. A threshold of 0
 * switches panic off: one healthy endpoint is enough to serve in full, and without any nobody gets
 * anything.
 *
 * <p>Taken from Envoy's priority levels: the trickle to the next group instead of a switch, and
 * panic only when the other groups cannot help. One threshold stands for both its overprovisioning
 * factor and its panic threshold, which its users found hard to foresee together: at 50, a group
 * serves in full until half of it is gone, where a factor of 1.4 begins at 71 %. A zone is but a
 * finer priority here, in all priorities, not only in the first. Given up:
 *
 * <ul>
 *   <li>Balance between zones: that needs to know where the other gateways are and how many. A zone
 *       with one endpoint serves its own gateways alone, as long as it is well.
 *   <li>Load: the groups go by how many are well, not by how busy these are. Weights count only
 *       within a group: an endpoint in slow start counts as a whole one, so that a group of which
 *       all members are new gets its full share at once.
 *   <li>A smooth way through the last moments: the last healthy endpoint of a reserve draws all
 *       traffic to its group, and when it fails too, all goes to the first group.
 * </ul>
 */
final class TrafficShares {
  /** Far more than what adding up rounds off, far less than any member's part of a group. */
  private static final double NOTHING = 1e-9;

  /**
   * An endpoint that may get traffic; none that an operator took out, none of weight 0.
   *
   * @param priority 0 (first) to {@value Target#MAX_PRIORITY}
   * @param local whether it is in the gateway's zone
   * @param weight above 0, slow start included
   */
  record Candidate(int priority, boolean local, boolean healthy, double weight) {
    Candidate {
      if (priority < 0 || priority > Target.MAX_PRIORITY) {
        throw new IllegalArgumentException(
            "priority: " + priority + " (expected: 0 to " + Target.MAX_PRIORITY + ")");
      }
      if (!(weight > 0) || weight > Target.MAX_WEIGHT) {
        throw new IllegalArgumentException(
            "weight: " + weight + " (expected: above 0, up to " + Target.MAX_WEIGHT + ")");
      }
    }

    /** Groups sort by this. */
    private int group() {
      return priority * 2 + (local ? 0 : 1);
    }
  }

  /**
   * What each candidate gets.
   *
   * @param weights for the policy, by candidate: 0 (nothing) to {@value Target#MAX_WEIGHT}; the
   *     caller's own
   * @param panic whether too little is healthy, and health is ignored
   */
  @SuppressWarnings("ArrayRecordComponent") // made and taken apart in one place, never compared
  record Shares(int[] weights, boolean panic) {}

  private final List<Candidate> candidates;
  private final int[] keys; // of the groups, in order
  private final int[] groups; // by candidate: index of its group
  private final int[] members; // by group
  private final int[] healthy; // by group

  private TrafficShares(List<Candidate> candidates) {
    this.candidates = candidates;
    this.groups = new int[candidates.size()];
    int[] all = candidates.stream().mapToInt(Candidate::group).toArray();
    this.keys = Arrays.stream(all).sorted().distinct().toArray();
    this.members = new int[keys.length];
    this.healthy = new int[keys.length];
    for (int i = 0; i < all.length; i++) {
      int group = Arrays.binarySearch(keys, all[i]);
      groups[i] = group;
      members[group]++;
      healthy[group] += candidates.get(i).healthy ? 1 : 0;
    }
  }

  /**
   * Gives out the traffic.
   *
   * @param panicThreshold percent, 0 (health is never ignored) to 100
   */
  static Shares of(List<Candidate> candidates, int panicThreshold) {
    if (panicThreshold < 0 || panicThreshold > 100) {
      throw new IllegalArgumentException(
          "panic_threshold: " + panicThreshold + " (expected: 0 to 100)");
    }
    return new TrafficShares(candidates).shares(panicThreshold);
  }

  private Shares shares(int threshold) {
    double[] capacities = capacities(threshold);
    double sum = Arrays.stream(capacities).sum();
    boolean panic = threshold > 0 && keys.length > 0 && sum < 1 - NOTHING;
    double[] shares = panic ? inPanic(capacities, sum) : inOrder(capacities);
    return new Shares(weights(shares, panic), panic);
  }

  private double[] capacities(int threshold) {
    double[] capacities = new double[keys.length];
    for (int g = 0; g < capacities.length; g++) {
      long has = 100L * healthy[g];
      long needs = (long) threshold * members[g];
      capacities[g] = has == 0 ? 0 : has >= needs ? 1 : (double) has / needs;
    }
    return capacities;
  }

  private static double[] inOrder(double[] capacities) {
    double[] shares = new double[capacities.length];
    double left = 1;
    for (int g = 0; g < shares.length && left > NOTHING; g++) {
      shares[g] = Math.min(capacities[g], left);
      left -= shares[g];
    }
    return shares;
  }

  private static double[] inPanic(double[] capacities, double sum) {
    double[] shares = new double[capacities.length];
    if (sum == 0) {
      shares[0] = 1;
      return shares;
    }
    for (int g = 0; g < shares.length; g++) {
      shares[g] = capacities[g] / sum;
    }
    return shares;
  }

  private int[] weights(double[] shares, boolean panic) {
    double[] weights = new double[groups.length];
    double[] sums = new double[keys.length];
    boolean whole = Arrays.stream(shares).filter(s -> s > 0).count() <= 1;
    for (int i = 0; i < weights.length; i++) {
      Candidate candidate = candidates.get(i);
      if (shares[groups[i]] > 0 && (panic || candidate.healthy)) {
        weights[i] = candidate.weight;
        sums[groups[i]] += candidate.weight;
        whole &= candidate.weight == Math.rint(candidate.weight);
      }
    }
    if (whole) { // as configured: no rounding
      return Arrays.stream(weights).mapToInt(w -> (int) w).toArray();
    }
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        weights[i] *= shares[groups[i]] / sums[groups[i]];
      }
    }
    return WholeWeights.of(weights, groups, Target.MAX_WEIGHT);
  }
}
