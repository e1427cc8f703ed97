package io.sluice.loadbalancer.group;

import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.FailureWatch;
import io.sluice.loadbalancer.Scheduler.Task;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes endpoints out whose exchanges fail, for a while that grows with each time, and lets them
 * return by themselves. The rules are those of Envoy's outlier detection, with one more: a success
 * rate must lie 5 percentage points below the mean too. Where all but one answer everything, the
 * standard deviation is next to nothing, and one failure in a thousand would eject. Guarded by the
 * group's lock.
 */
final class OutlierDetection<E extends Endpoint> {
  private static final double LEAST_DROP = 0.05;

  private final EndpointGroup<E> group;
  private @Nullable OutlierSettings settings;
  private @Nullable Task nextLook;
  private long lookPlan; // grows with each that is planned: one cancelled too late is seen as void
  private final Map<Ejection, Long> ejections = new EnumMap<>(Ejection.class);

  OutlierDetection(EndpointGroup<E> group) {
    this.group = group;
    for (Ejection reason : Ejection.values()) {
      ejections.put(reason, 0L);
    }
  }

  /** So many so far, by reason. */
  Map<Ejection, Long> ejections() {
    return Map.copyOf(ejections);
  }

  /** Looks by these settings from now on; without any, who is out returns. */
  void settings(@Nullable OutlierSettings changed, Iterable<Member<E>> members) {
    boolean begins = changed != null && !changed.equals(settings);
    settings = changed;
    for (Member<E> member : members) {
      begin(member);
      if (changed == null && member.ejectedFor != null) {
        returned(member);
      }
    }
    if (nextLook != null && (begins || changed == null)) {
      nextLook.cancel();
      nextLook = null;
    }
    if (changed != null && nextLook == null) {
      planLook(changed);
    }
  }

  /** Has the failures of a member told. */
  void begin(Member<E> member) {
    OutlierSettings now = settings;
    member.endpoint.watch(
        now == null
            ? FailureWatch.NONE
            : new FailureWatch(
                now.consecutiveFailures(),
                now.consecutiveConnectFailures(),
                now.rates(),
                // A worker tells: it must not wait for the lock.
                (endpoint, connecting) ->
                    group.scheduler().after(0, () -> failing(member, connecting))));
  }

  /** Forgets a member that leaves. */
  void end(Member<E> member) {
    member.endpoint.watch(FailureWatch.NONE);
    if (member.ejectionEnd != null) {
      member.ejectionEnd.cancel();
    }
  }

  /** Ends all. */
  void close() {
    settings = null;
    if (nextLook != null) {
      nextLook.cancel();
      nextLook = null;
    }
  }

  private void failing(Member<E> member, boolean connecting) {
    synchronized (group.lock()) {
      if (group.has(member)) {
        eject(
            member, connecting ? Ejection.CONSECUTIVE_CONNECT_FAILURES : Ejection.CONSECUTIVE_5XX);
      }
    }
  }

  private void eject(Member<E> member, Ejection reason) {
    OutlierSettings now = settings;
    if (now == null || member.ejectedFor != null) {
      return;
    }
    int out = 0;
    for (Member<E> each : group.members()) {
      out += each.ejectedFor == null ? 0 : 1;
    }
    if (out >= now.mostEjected(group.size())) {
      String most = "max_ejection_percent is " + now.maxEjectionPercent();
      group.announce(true, member + " stays despite " + reason.word() + ": " + most);
      return;
    }
    member.ejections++;
    member.ejectedFor = reason;
    long nanos = now.ejectionNanos(member.ejections);
    member.ejectedUntil = group.now() + nanos;
    member.endpoint.forgive();
    member.ejectionEnd = group.scheduler().after(nanos, () -> over(member));
    ejections.merge(reason, 1L, Long::sum);
    String time = nanos / 1_000_000 + " ms";
    group.announce(true, member + " is ejected for " + time + ": " + reason.word());
    group.changed();
  }

  private void over(Member<E> member) {
    synchronized (group.lock()) {
      if (group.has(member) && member.ejectedFor != null) {
        returned(member);
        group.announce(false, member + " returns from its ejection");
        group.changed();
      }
    }
  }

  private void returned(Member<E> member) {
    if (member.ejectionEnd != null) {
      member.ejectionEnd.cancel();
      member.ejectionEnd = null;
    }
    member.ejectedFor = null;
    member.ejectedUntil = group.now();
    member.endpoint.forgive();
  }

  private void planLook(OutlierSettings now) {
    long plan = ++lookPlan;
    nextLook = group.scheduler().after(now.intervalNanos(), () -> look(plan));
  }

  private void look(long plan) {
    synchronized (group.lock()) {
      OutlierSettings now = settings;
      if (now == null || nextLook == null || lookPlan != plan) {
        return;
      }
      ejectByRate(now);
      for (Member<E> member : group.members()) {
        boolean back = group.now() - member.ejectedUntil >= now.intervalNanos();
        if (member.ejectedFor == null && member.ejections > 0 && back) {
          member.ejections--;
        }
      }
      planLook(now);
    }
  }

  private void ejectByRate(OutlierSettings now) {
    List<Member<E>> busy = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    for (Member<E> member : group.members()) {
      long successes = member.endpoint.successes();
      long failures = member.endpoint.failures();
      long good = successes - member.seenSuccesses;
      long all = good + failures - member.seenFailures;
      member.seenSuccesses = successes;
      member.seenFailures = failures;
      if (now.rates() && member.ejectedFor == null && all > 0 && all >= now.requestVolume()) {
        busy.add(member);
        rates.add((double) good / all);
      }
    }
    if (busy.isEmpty() || busy.size() < now.minimumHosts()) {
      return;
    }
    double mean = rates.stream().mapToDouble(rate -> rate).average().orElseThrow();
    double variance =
        rates.stream().mapToDouble(rate -> (rate - mean) * (rate - mean)).average().orElseThrow();
    double least = Math.min(mean - LEAST_DROP, mean - now.stdevFactor() * Math.sqrt(variance));
    for (int i = 0; i < busy.size(); i++) {
      if (rates.get(i) < least) {
        eject(busy.get(i), Ejection.SUCCESS_RATE);
      }
    }
  }
}
