package io.sluice.loadbalancer.group;

import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.LoadBalancer;
import io.sluice.loadbalancer.Scheduler;
import io.sluice.loadbalancer.Selection;
import io.sluice.loadbalancer.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one upstream. They outlive configs and lists: an endpoint stays, with its
 * connections, health and counters, for as long as its address is among the targets.
 *
 * <p>How it works: whatever happens (a list, a check, an ejection, an operator's word, a step of
 * slow start) changes a {@link Member} and asks for {@link #rebuild}. That computes who gets which
 * share ({@link TrafficShares}) and, if it differs from before, has the policy make a balancer and
 * publishes it. The way of a request is the one volatile read of {@link #select}.
 *
 * <p>One lock guards all else. It is held while a table is made, some 50 ms for 10,000 endpoints,
 * so event loops never take it: what they have to say goes through the scheduler. Changes that come
 * close together share a rebuild, and after one the next waits four times as long as it took, so
 * that no storm of changes costs more than a fifth of a core.
 */
public final class EndpointGroup<E extends Endpoint> implements AutoCloseable {
  private static final long REBUILD_PAUSE = 4;

  /** Makes endpoints and lets go of them; called with the group's lock held, so never waits. */
  public interface Lifecycle<E> {

    /**
     * An endpoint for a target that is new.
     *
     * @throws RuntimeException when there can be none, as for the address of a network that is not
     *     here; the others serve without it
     */
    E open(Target target);

    /** Its target is gone; exchanges may still be on their way to it. */
    void close(E endpoint);
  }

  private final Object lock = new Object();
  private final Announcements announcements;
  private final Lifecycle<E> lifecycle;
  private final Scheduler scheduler;
  private final LongSupplier clock;
  private final RandomGenerator random; // by holders of the lock

  /** Written by holders of the lock, read by workers; everything reachable is immutable. */
  private volatile LoadBalancer<E> balancer = selection -> null;

  /** Members that are not well; written by holders of the lock. */
  private volatile int unwell;

  // ---- guarded by the lock
  private final HealthChecks<E> checks = new HealthChecks<>(this);
  private final OutlierDetection<E> outliers = new OutlierDetection<>(this);
  private final Map<Address, Member<E>> members = new LinkedHashMap<>();
  private GroupSettings<E> settings;
  private @Nullable Built<E> built;
  private boolean panic;
  private boolean told; // any list yet
  private boolean closed;
  private boolean rebuildPlanned;
  private long rebuildNotBefore;
  private Scheduler.@Nullable Task nextStep; // of slow start

  /** What the balancer was made of. */
  private record Built<E extends Endpoint>(
      GroupSettings<E> settings, List<E> endpoints, List<Target> targets) {

    boolean isSame(GroupSettings<E> wanted, List<E> others, List<Target> theirs) {
      return settings.policy().policy().equals(wanted.policy().policy())
          && settings.balancing().hashBalanceFactor() == wanted.balancing().hashBalanceFactor()
          && endpoints.equals(others)
          && targets.equals(theirs);
    }
  }

  /**
   * A group without endpoints.
   *
   * @param name for the log
   * @param scheduler runs what the group plans; one task at a time is best, they share a lock
   * @param clock monotonic nanoseconds
   * @param random for jitter
   */
  public EndpointGroup(
      String name,
      GroupSettings<E> settings,
      Lifecycle<E> lifecycle,
      Scheduler scheduler,
      LongSupplier clock,
      RandomGenerator random) {
    this.settings = settings;
    this.lifecycle = lifecycle;
    this.scheduler = scheduler;
    this.clock = clock;
    this.random = random;
    this.announcements = new Announcements(name, clock);
    this.rebuildNotBefore = clock.getAsLong();
  }

  // ---- workers

  /** The endpoint for this exchange; null when none may be chosen. Takes no lock. */
  public @Nullable E select(Selection selection) {
    return balancer.select(selection);
  }

  /** Endpoints that are not well now: ejected, unhealthy, or put out. Takes no lock. */
  public int unwell() {
    return unwell;
  }

  // ---- anyone who may wait

  /**
   * Applies settings, and a list with them; both are in force when it returns.
   *
   * @param latest the list, every address once, or null to leave it as it is. Asked with the lock
   *     held, so that a newer one that comes meanwhile through {@link #targets} is not undone
   */
  public void apply(GroupSettings<E> changed, Supplier<? extends @Nullable List<Target>> latest) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      settings = changed;
      List<Target> targets = latest.get();
      if (targets != null) {
        take(targets);
      }
      checks.settings(changed.checks(), members.values());
      outliers.settings(changed.outliers(), members.values());
      rebuild();
    }
  }

  /** Applies a list; every address once. It is in force at once, or a moment later. */
  public void targets(List<Target> targets) {
    synchronized (lock) {
      if (!closed) {
        take(targets);
        changed();
      }
    }
  }

  /**
   * Takes an operator's word; it holds while the address is among the targets.
   *
   * @return false when it is not
   */
  public boolean operator(Address address, OperatorState state) {
    synchronized (lock) {
      Member<E> member = members.get(address);
      if (member == null || closed) {
        return false;
      }
      if (member.operator != state) {
        member.operator = state;
        if (state == OperatorState.DOWN) {
          checks.end(member);
          member.checks.pause();
        } else {
          checks.begin(member);
        }
        announce(false, member + " is put to " + state.said() + " by an operator");
        rebuild();
      }
      return true;
    }
  }

  /** All that is known. */
  public GroupStatus status() {
    synchronized (lock) {
      long now = now();
      return new GroupStatus(
          panic,
          outliers.ejections(),
          checks.passed,
          checks.failed,
          members.values().stream().map(member -> member.status(now)).toList());
    }
  }

  /** Lets all endpoints go; nothing is chosen any more. */
  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        closed = true;
        take(List.of());
        outliers.close();
        if (nextStep != null) {
          nextStep.cancel();
        }
        balancer = selection -> null;
      }
    }
  }

  // ---- the group's parts, with the lock held

  Object lock() {
    return lock;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  RandomGenerator random() {
    return random;
  }

  long now() {
    return clock.getAsLong();
  }

  Collection<Member<E>> members() {
    return members.values();
  }

  int size() {
    return members.size();
  }

  boolean has(Member<E> member) {
    return members.get(member.target().address()) == member;
  }

  void announce(boolean bad, String what) {
    announcements.say(bad, what);
  }

  /** Has the balancer made anew soon. */
  void changed() {
    if (!rebuildPlanned && !closed) {
      rebuildPlanned = true;
      scheduler.after(Math.max(0, rebuildNotBefore - now()), this::plannedRebuild);
    }
  }

  private void plannedRebuild() {
    synchronized (lock) {
      if (rebuildPlanned && !closed) {
        rebuild();
      }
    }
  }

  private void take(List<Target> targets) {
    Map<Address, Member<E>> before = new LinkedHashMap<>(members);
    members.clear();
    int appeared = 0;
    for (Target target : targets) {
      if (members.containsKey(target.address())) {
        continue; // against the contract of discoveries: it must not cost an endpoint that is lost
      }
      Member<E> member = before.remove(target.address());
      boolean appears = member == null;
      if (member == null) {
        member = opened(target);
        if (member == null) {
          continue;
        }
      } else if (!member.target().equals(target)) {
        member.endpoint.target(target);
      }
      members.put(target.address(), member);
      if (appears) {
        appeared++;
        outliers.begin(member);
      }
    }
    for (Iterator<Member<E>> gone = before.values().iterator(); gone.hasNext(); ) {
      Member<E> member = gone.next();
      checks.end(member);
      outliers.end(member);
      lifecycle.close(member.endpoint);
    }
    sayTargets(appeared, before.size());
    members.values().forEach(checks::begin); // now that it is known how many there are
    told = true;
  }

  /** The first list is what the config or the discovery is expected to bring: not worth a line. */
  private void sayTargets(int appeared, int gone) {
    if (closed) {
      return;
    }
    if (members.isEmpty() && (gone > 0 || !told)) {
      announce(true, "there are no targets, so its requests get 503");
    } else if (told && appeared + gone > 0) {
      announce(false, "targets: " + members.size() + " (" + appeared + " new, " + gone + " gone)");
    }
  }

  /** Null when it cannot be: one bad target must not cost the others. */
  private @Nullable Member<E> opened(Target target) {
    Member<E> member;
    try {
      member = new Member<>(lifecycle.open(target));
    } catch (RuntimeException e) {
      announce(true, target.address() + " is left out: " + e.getMessage());
      return null;
    }
    member.well = !told; // who is there from the start has nobody to lag behind
    member.wellSince = now() - settings.slowStartNanos();
    return member;
  }

  private void rebuild() {
    rebuildPlanned = false;
    long now = now();
    List<Member<E>> able = new ArrayList<>();
    List<TrafficShares.Candidate> candidates = new ArrayList<>();
    long nextChange = Long.MAX_VALUE;
    int out = 0;
    for (Member<E> member : members.values()) {
      member.effectiveWeight = 0;
      boolean well = !member.isOut() && member.isHealthy();
      if (well && !member.well) {
        member.wellSince = now;
      }
      member.well = well;
      out += well ? 0 : 1;
      if (!member.isOut()) {
        long since = well ? now - member.wellSince : settings.slowStartNanos();
        nextChange = Math.min(nextChange, SlowStart.untilNext(since, settings.slowStartNanos()));
        able.add(member);
        candidates.add(candidate(member, SlowStart.part(since, settings.slowStartNanos())));
      }
    }
    unwell = out;
    share(able, candidates);
    planStep(nextChange);
    rebuildNotBefore = now() + REBUILD_PAUSE * (now() - now);
  }

  private TrafficShares.Candidate candidate(Member<E> member, double part) {
    Target target = member.target();
    boolean local = !settings.zone().isEmpty() && settings.zone().equals(target.zone());
    double weight = part == 1 ? target.weight() : target.weight() * part;
    return new TrafficShares.Candidate(target.priority(), local, member.well, weight);
  }

  private void share(List<Member<E>> able, List<TrafficShares.Candidate> candidates) {
    TrafficShares.Shares shares = TrafficShares.of(candidates, settings.panicThreshold());
    if (shares.panic() != panic) {
      panic = shares.panic();
      announce(
          panic,
          panic
              ? "panic: less than "
                  + settings.panicThreshold()
                  + " % of the endpoints are healthy, so health is ignored"
              : "panic is over");
    }
    List<E> endpoints = new ArrayList<>();
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < able.size(); i++) {
      Member<E> member = able.get(i);
      member.effectiveWeight = shares.weights()[i];
      if (member.effectiveWeight > 0) {
        endpoints.add(member.endpoint);
        targets.add(member.target().withWeight(member.effectiveWeight));
      }
    }
    if (built == null || !built.isSame(settings, endpoints, targets)) {
      build(endpoints, targets);
    }
  }

  /** A policy of a third party may fail: what there was goes on then. */
  private void build(List<E> endpoints, List<Target> targets) {
    try {
      balancer = settings.policy().create(endpoints, targets, settings.balancing());
      built = new Built<>(settings, endpoints, targets);
    } catch (RuntimeException | LinkageError e) {
      announce(true, "no balancer can be made of " + settings.policy().policy() + ": " + e);
    }
  }

  private void planStep(long nanos) {
    if (nextStep != null) {
      nextStep.cancel();
    }
    nextStep =
        nanos == Long.MAX_VALUE
            ? null
            : scheduler.after(
                nanos,
                () -> {
                  synchronized (lock) {
                    changed();
                  }
                });
  }
}
