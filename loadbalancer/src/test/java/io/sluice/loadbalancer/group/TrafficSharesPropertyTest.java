package io.sluice.loadbalancer.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.loadbalancer.group.TrafficShares.Candidate;
import io.sluice.loadbalancer.group.TrafficShares.Shares;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What holds of every upstream, over many made at random. */
class TrafficSharesPropertyTest {
  private static final int UPSTREAMS = 3_000;
  private static final double TENTH_OF_A_PERCENT = 0.001;

  /** A group by its place in the order. */
  private record Group(int priority, boolean local) implements Comparable<Group> {
    private static final Comparator<Group> ORDER =
        Comparator.comparingInt(Group::priority)
            .thenComparing(Group::local, Comparator.reverseOrder());

    static Group of(Candidate candidate) {
      return new Group(candidate.priority(), candidate.local());
    }

    @Override
    public int compareTo(Group other) {
      return ORDER.compare(this, other);
    }
  }

  /** One upstream to look at. */
  private record Upstream(int number, List<Candidate> candidates, int threshold) {
    Shares shares() {
      return TrafficShares.of(candidates, threshold);
    }

    /** What part of the traffic each group gets. */
    Map<Group, Double> groupShares() {
      int[] weights = shares().weights();
      Map<Group, Double> sums = new TreeMap<>();
      double total = 0;
      for (int i = 0; i < weights.length; i++) {
        sums.merge(Group.of(candidates.get(i)), (double) weights[i], Double::sum);
        total += weights[i];
      }
      double all = Math.max(1, total);
      sums.replaceAll((group, sum) -> sum / all);
      return sums;
    }

    /** The rule once more, as it is told. */
    Map<Group, Double> ruledShares() {
      Map<Group, List<Candidate>> groups = new TreeMap<>();
      candidates.forEach(c -> groups.computeIfAbsent(Group.of(c), g -> new ArrayList<>()).add(c));
      Map<Group, Double> capacities = new TreeMap<>();
      groups.forEach(
          (group, members) -> {
            double healthy = members.stream().filter(Candidate::healthy).count();
            double part = healthy / members.size() * 100 / threshold; // by 0: infinite or NaN
            capacities.put(group, healthy == 0 ? 0 : Math.min(1, part));
          });
      double sum = capacities.values().stream().mapToDouble(c -> c).sum();
      Map<Group, Double> shares = new TreeMap<>();
      double left = 1;
      for (Map.Entry<Group, Double> capacity : capacities.entrySet()) {
        double share = Math.min(capacity.getValue(), left);
        left -= share;
        shares.put(capacity.getKey(), share);
      }
      if (threshold > 0 && sum < 1 - 1e-9) {
        boolean nothing = sum == 0;
        Group first = shares.keySet().iterator().next();
        shares.replaceAll(
            (group, share) ->
                nothing ? (group.equals(first) ? 1.0 : 0) : capacities.get(group) / sum);
      }
      return shares;
    }

    Upstream with(int index, Candidate changed) {
      List<Candidate> others = new ArrayList<>(candidates);
      others.set(index, changed);
      return new Upstream(number, others, threshold);
    }
  }

  private static List<Upstream> upstreams(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Upstream> upstreams = new ArrayList<>();
    for (int n = 0; n < UPSTREAMS; n++) {
      int size = 1 + random.nextInt(random.nextBoolean() ? 8 : 60);
      int priorities = 1 + random.nextInt(3);
      int healthyPercent = random.nextInt(101);
      boolean zones = random.nextBoolean();
      int weights = random.nextInt(3);
      List<Candidate> candidates = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        candidates.add(
            new Candidate(
                random.nextInt(priorities) * 3,
                zones && random.nextInt(3) == 0,
                random.nextInt(100) < healthyPercent,
                switch (weights) {
                  case 0 -> 1;
                  case 1 -> 1 + random.nextInt(20);
                  default -> 0.1 + random.nextDouble() * 10;
                }));
      }
      int[] thresholds = {0, 1, 50, 50, 72, 100, random.nextInt(101)};
      upstreams.add(new Upstream(n, candidates, thresholds[random.nextInt(thresholds.length)]));
    }
    return upstreams;
  }

  @Test
  void groupsGetWhatTheRuleSays() {
    for (Upstream upstream : upstreams(1)) {
      Map<Group, Double> expected = upstream.ruledShares();
      Map<Group, Double> shares = upstream.groupShares();
      assertThat(shares.keySet()).isEqualTo(expected.keySet());
      expected.forEach(
          (group, share) ->
              assertThat(shares.get(group))
                  .as("%s of %s", group, upstream)
                  .isCloseTo(share, within(TENTH_OF_A_PERCENT)));
    }
  }

  @Test
  void membersShareByWeight() {
    for (Upstream upstream : upstreams(2)) {
      int[] weights = upstream.shares().weights();
      for (int i = 1; i < weights.length; i++) {
        Candidate one = upstream.candidates.get(i - 1);
        Candidate other = upstream.candidates.get(i);
        if (Group.of(one).equals(Group.of(other)) && weights[i - 1] > 0 && weights[i] > 0) {
          double sum = weights[i - 1] + (double) weights[i];
          double exact = one.weight() / (one.weight() + other.weight());
          assertThat(weights[i - 1] / sum) // a weight is off by one at the most
              .as("%s and %s of %s", i - 1, i, upstream)
              .isCloseTo(exact, within(1 / sum));
        }
      }
    }
  }

  @Test
  void onlyPanicSendsAnythingToTheUnhealthy() {
    for (Upstream upstream : upstreams(3)) {
      Shares shares = upstream.shares();
      for (int i = 0; i < shares.weights().length; i++) {
        if (!shares.panic() && !upstream.candidates.get(i).healthy()) {
          assertThat(shares.weights()[i]).as("%s of %s", i, upstream).isZero();
        }
      }
    }
  }

  /** In panic, and out of it: the whole group gets requests, or all of it that is well. */
  @Test
  void whoeverServesWithOthersGetsSomething() {
    for (Upstream upstream : upstreams(4)) {
      Shares shares = upstream.shares();
      Map<Group, Double> groups = upstream.groupShares();
      for (int i = 0; i < shares.weights().length; i++) {
        Candidate candidate = upstream.candidates.get(i);
        if (groups.get(Group.of(candidate)) > 0 && (shares.panic() || candidate.healthy())) {
          assertThat(shares.weights()[i]).as("%s of %s", i, upstream).isBetween(1, 65_535);
        }
      }
    }
  }

  @Test
  void thereIsTrafficForSomebodyUnlessHealthIsNeverIgnored() {
    for (Upstream upstream : upstreams(5)) {
      boolean anyHealthy = upstream.candidates.stream().anyMatch(Candidate::healthy);
      double sum = upstream.groupShares().values().stream().mapToDouble(s -> s).sum();
      assertThat(sum)
          .as("%s", upstream)
          .isCloseTo(upstream.threshold > 0 || anyHealthy ? 1 : 0, within(1e-9));
    }
  }

  @Test
  void whoGetsHealthyNeverLowersItsGroupsShare() {
    for (Upstream upstream : upstreams(6)) {
      Map<Group, Double> before = upstream.groupShares();
      for (int i = 0; i < upstream.candidates.size(); i++) {
        Candidate ill = upstream.candidates.get(i);
        if (!ill.healthy()) {
          Candidate well = new Candidate(ill.priority(), ill.local(), true, ill.weight());
          assertThat(upstream.with(i, well).groupShares().get(Group.of(ill)))
              .as("%s of %s", i, upstream)
              .isGreaterThan(before.get(Group.of(ill)) - TENTH_OF_A_PERCENT);
        }
      }
    }
  }

  /** The order of the list decides nothing but who gets the odd one that rounding leaves. */
  @Test
  void theOrderOfTheListDoesNotMatter() {
    for (Upstream upstream : upstreams(7)) {
      List<Candidate> turned = new ArrayList<>(upstream.candidates);
      Collections.reverse(turned);
      double[] forwards = scaled(upstream.shares());
      double[] backwards = scaled(TrafficShares.of(turned, upstream.threshold));
      for (int i = 0; i < forwards.length; i++) {
        assertThat(backwards[forwards.length - 1 - i])
            .as("%s of %s", i, upstream)
            .isCloseTo(forwards[i], within(1.001));
      }
    }
  }

  /** To the same greatest weight, whatever divisor was taken out. */
  private static double[] scaled(Shares shares) {
    double greatest = Math.max(1, Arrays.stream(shares.weights()).max().orElse(0));
    return Arrays.stream(shares.weights()).mapToDouble(w -> w * 65_535.0 / greatest).toArray();
  }
}
