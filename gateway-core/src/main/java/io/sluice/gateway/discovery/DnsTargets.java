package io.sluice.gateway.discovery;

import io.netty.util.NetUtil;
import io.sluice.gateway.dns.DnsAnswer;
import io.sluice.gateway.dns.ServiceRecord;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Target;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The targets that an answer's records say.
 *
 * @param targets sorted by host and port, each address once
 * @param skipped records that made no sense, were there twice, or were too many
 * @param refused whether the owner of the name says that the service is not offered (RFC 2782)
 */
record DnsTargets(List<Target> targets, int skipped, boolean refused) {
  static final int MOST = 10_000;

  /**
   * How much a weight is stretched at most where others are 0: those then get about a hundredth of
   * the smallest share.
   */
  private static final int MOST_STRETCH = 100;

  private static final Comparator<Target> ORDER =
      Comparator.comparing((Target target) -> target.address().host())
          .thenComparing(target -> target.address().port());

  DnsTargets {
    targets = List.copyOf(targets);
  }

  static DnsTargets of(DnsAnswer answer, DnsOptions options) {
    return switch (options.record()) {
      case A, AAAA -> ofAddresses(answer, options.port());
      case SRV -> ofServices(answer);
    };
  }

  private static DnsTargets ofAddresses(DnsAnswer answer, int port) {
    List<Target> all = new ArrayList<>();
    for (InetAddress address : answer.addresses()) {
      all.add(new Target(new Address(NetUtil.toAddressString(address), port)));
    }
    return sorted(all, answer.malformed(), false);
  }

  private static DnsTargets ofServices(DnsAnswer answer) {
    Map<Integer, Stretch> stretches = new HashMap<>();
    for (ServiceRecord service : answer.services()) {
      stretches.computeIfAbsent(service.priority(), p -> new Stretch()).add(service.weight());
    }
    List<Target> all = new ArrayList<>();
    int skipped = answer.malformed();
    int refusals = 0;
    for (ServiceRecord service : answer.services()) {
      if (service.host().isEmpty()) {
        refusals++;
        continue;
      }
      if (service.port() == 0 || !isHost(service.host())) {
        skipped++;
        continue;
      }
      Stretch stretch = stretches.getOrDefault(service.priority(), new Stretch());
      all.add(
          new Target(
              new Address(service.host(), service.port()),
              stretch.of(service.weight()),
              service.priority(),
              "",
              Map.of()));
    }
    return sorted(all, skipped, refusals > 0 && all.isEmpty());
  }

  private static DnsTargets sorted(List<Target> all, int skipped, boolean refused) {
    // By priority first, so that of two with the same address the first to be used stays.
    all.sort(ORDER.thenComparing(Target::priority).thenComparing(Target::weight));
    List<Target> targets = new ArrayList<>();
    Set<Address> seen = new HashSet<>();
    for (Target target : all) {
      if (targets.size() < MOST && seen.add(target.address())) {
        targets.add(target);
      }
    }
    return new DnsTargets(targets, skipped + all.size() - targets.size(), refused);
  }

  private static boolean isHost(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || ".-_".indexOf(c) >= 0;
      if (!good) {
        return false;
      }
    }
    return true;
  }

  /**
   * RFC 2782: a weight of 0 gets a very small share beside others, and an even one among its like.
   * Here a weight of 0 gets nothing at all, so it becomes 1, and the others become more.
   */
  private static final class Stretch {
    private boolean zeros;
    private int most;

    void add(int weight) {
      zeros |= weight == 0;
      most = Math.max(most, weight);
    }

    int of(int weight) {
      if (weight == 0) {
        return 1;
      }
      return zeros ? weight * Math.min(MOST_STRETCH, Target.MAX_WEIGHT / most) : weight;
    }
  }
}
