package io.sluice.loadbalancer.group;

import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.Scheduler.Task;
import org.jspecify.annotations.Nullable;

/**
 * Active checks of a group's members: when each is made, and what follows. Between two checks of an
 * endpoint lies the interval, 10 % more or less, so that checks of many endpoints, and of many
 * gateways, do not march in step. An endpoint has at most one check on its way. Guarded by the
 * group's lock.
 */
final class HealthChecks<E extends Endpoint> {

  /** First checks are spread over this for each member, and over an interval at most. */
  private static final long SPREAD_NANOS = 1_000_000;

  private final EndpointGroup<E> group;
  private @Nullable CheckSettings<E> settings;
  long passed;
  long failed;

  HealthChecks(EndpointGroup<E> group) {
    this.group = group;
  }

  /** Checks are made by these settings from now on; without any, what they found is forgotten. */
  void settings(@Nullable CheckSettings<E> changed, Iterable<Member<E>> members) {
    CheckSettings<E> before = settings;
    settings = changed;
    if (changed != null && before != null && changed.intervalNanos() == before.intervalNanos()) {
      return;
    }
    for (Member<E> member : members) {
      end(member);
      if (changed == null) {
        member.checks = new CheckState();
      }
      begin(member);
    }
  }

  /** Has a member checked from now on. */
  void begin(Member<E> member) {
    CheckSettings<E> now = settings;
    boolean busy = member.nextCheck != null || member.checking;
    if (now == null || busy || member.operator == OperatorState.DOWN) {
      return;
    }
    long spread = Math.min(now.intervalNanos(), SPREAD_NANOS * group.size());
    plan(member, group.random().nextLong(Math.max(1, spread)));
  }

  /** Has it checked no more; a check on its way counts for nothing. */
  void end(Member<E> member) {
    Task next = member.nextCheck;
    if (next != null) {
      next.cancel();
      member.nextCheck = null;
    }
  }

  private void plan(Member<E> member, long nanos) {
    long plan = ++member.checkPlan;
    member.nextCheck = group.scheduler().after(nanos, () -> check(member, plan));
  }

  private void check(Member<E> member, long plan) {
    Prober<E> prober;
    synchronized (group.lock()) {
      CheckSettings<E> now = settings;
      if (now == null || member.nextCheck == null || member.checkPlan != plan) {
        return;
      }
      member.nextCheck = null;
      member.checking = true;
      prober = now.prober();
    }
    try {
      prober.probe(
          member.endpoint,
          // A loop may tell: it must not wait for the lock.
          result -> group.scheduler().after(0, () -> checked(member, result)));
    } catch (RuntimeException | LinkageError e) {
      checked(member, new ProbeResult(false, e.toString()));
    }
  }

  private void checked(Member<E> member, ProbeResult result) {
    synchronized (group.lock()) {
      member.checking = false;
      CheckSettings<E> now = settings;
      if (now == null || !group.has(member) || member.operator == OperatorState.DOWN) {
        return;
      }
      if (!result.equals(ProbeResult.NO_SOCKET)) {
        count(member, result, now);
      }
      long tenth = Math.max(1, now.intervalNanos() / 10);
      plan(member, now.intervalNanos() - tenth + group.random().nextLong(2 * tenth));
    }
  }

  private void count(Member<E> member, ProbeResult result, CheckSettings<E> now) {
    if (result.passed()) {
      passed++;
    } else {
      failed++;
    }
    if (member.checks.take(result, now)) {
      boolean well = result.passed();
      group.announce(
          !well, member + (well ? " is healthy: " : " is unhealthy: ") + result.detail());
      group.changed();
    }
  }
}
