package io.sluice.loadbalancer.consul;

import io.sluice.loadbalancer.Scheduler;
import io.sluice.loadbalancer.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one service in use, and who wants to know it. Everything here is guarded by the
 * lock of its watcher.
 */
final class ServiceWatch {
  /**
   * After an outage, how long an empty list is not believed while there is another: a Consul that
   * has just started knows no instance until those register again, and checks begin as failing
   * until they first ran.
   */
  static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final int MOST_PROBLEMS = 100;

  /** What an answer did. */
  enum Outcome {
    /** Nothing to tell. */
    SAME,
    /** The listeners have a new list. */
    CHANGED,
    /** It is empty, and the old list stays for now. */
    DOUBTED
  }

  final ServiceQuery query;
  final QueryRules rules;
  final List<ListenerBox> boxes = new ArrayList<>();

  /** Its next question; grows with each that is planned, so that an older plan is seen as void. */
  long plan;

  Scheduler.@Nullable Task turn;
  HealthSource.@Nullable Question asking;

  /** Whether it has one of the connections that wait for a change. */
  boolean waits;

  boolean ended;

  /** Whether Consul was away since the last answer, for longer than one failure. */
  boolean outage;

  /** Whether the last question failed as those of all services do. */
  boolean unreachable;

  /** What the last question failed with, if it did. */
  @Nullable String trouble;

  boolean dumpTried;

  private @Nullable List<Target> known;
  private ServiceStatus.Source source = ServiceStatus.Source.NOTHING;
  private final Set<String> saidProblems = new HashSet<>();
  private long answeredNanos;
  private int malformed;
  private int duplicates;
  private boolean inGrace;
  private long graceEndsNanos;

  ServiceWatch(ServiceQuery query, QueryRules rules, long nowNanos) {
    this.query = query;
    this.rules = rules;
    this.answeredNanos = nowNanos;
  }

  void add(ListenerBox box) {
    boxes.add(box);
    if (known != null) {
      box.put(known);
    }
  }

  boolean knowsNothing() {
    return known == null;
  }

  /** Whether an empty answer would take something away, or be the first. */
  boolean doubtsEmpty() {
    return known == null || !known.isEmpty();
  }

  Outcome take(HealthList list, boolean restarted, long nowNanos) {
    answeredNanos = nowNanos;
    malformed = list.problems().size();
    duplicates = list.duplicates();
    if (restarted || outage) {
      inGrace = true;
      graceEndsNanos = nowNanos + GRACE_NANOS;
    }
    outage = false;
    if (graceLeft(nowNanos) == 0) {
      inGrace = false;
    }
    if (inGrace && list.targets().isEmpty() && known != null && !known.isEmpty()) {
      return Outcome.DOUBTED;
    }
    source = ServiceStatus.Source.CONSUL;
    if (list.targets().equals(known)) {
      return Outcome.SAME;
    }
    tell(list.targets());
    return Outcome.CHANGED;
  }

  /** Nanoseconds for which an empty list is still doubted. */
  long graceLeft(long nowNanos) {
    return inGrace ? Math.max(0, graceEndsNanos - nowNanos) : 0;
  }

  /**
   * Takes the list of an earlier run, unless something newer is known.
   *
   * @return whether the listeners have a new list
   */
  boolean takeDump(List<Target> dump) {
    if (known != null) {
      return false;
    }
    source = ServiceStatus.Source.DUMP;
    tell(dump);
    return true;
  }

  private void tell(List<Target> list) {
    known = list;
    for (ListenerBox box : boxes) {
      box.put(list);
    }
  }

  /** Those problems of a list that were not said before. */
  List<String> newProblems(HealthList list) {
    List<String> fresh = new ArrayList<>();
    for (String problem : list.problems()) {
      if (saidProblems.size() < MOST_PROBLEMS && saidProblems.add(problem)) {
        fresh.add(problem);
      }
    }
    return fresh;
  }

  ServiceStatus status(long nowNanos) {
    return new ServiceStatus(
        query,
        known == null ? 0 : known.size(),
        source,
        Duration.ofNanos(nowNanos - answeredNanos),
        malformed,
        duplicates,
        rules.failures());
  }
}
