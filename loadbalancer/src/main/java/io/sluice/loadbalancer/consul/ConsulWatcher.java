package io.sluice.loadbalancer.consul;

import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.SourceStatus;
import io.sluice.loadbalancer.Target;
import io.sluice.loadbalancer.consul.HealthSource.Answer;
import io.sluice.loadbalancer.consul.HealthSource.Question;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Watches services of one Consul agent: all that a gateway knows from it passes through here.
 *
 * <p>consul-api blocks, so each question needs a thread while it lasts, and each needs a
 * connection, of which an agent grants 200 to a client address. Both are bounded by {@link
 * ConsulOptions#connections()}. All but a few of them <em>wait</em>: one service each, a blocking
 * query of about 5 minutes that answers when something changes. Services beyond that share the few
 * that are left and are <em>asked again</em> each 0.8 to 0.9 s without waiting, and in all at most
 * 500 times a second; with more than about 400 such services the time between grows. A change is so
 * seen within a second either way; what differs is Consul's work.
 *
 * <p>One lock guards all state. Nothing blocks while holding it: questions, files and listeners are
 * outside. All methods may be called from any thread.
 */
public final class ConsulWatcher implements AutoCloseable {
  private static final long MOST_ASKED_AGAIN_A_SECOND = 500;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final String OUTAGE = "outage";

  /** An agent that hangs fails a question only after 10 s; a start should not wait for that. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final ConsulOptions options;
  private final HealthSource source;
  private final Turns turns;
  private final LongSupplier clock;
  private final RandomGenerator random;
  private final TroubleLog log;
  private final @Nullable TargetCache cache;

  private final Object lock = new Object();
  private final Map<ServiceQuery, ServiceWatch> watches = new LinkedHashMap<>();
  private int waiting;
  private boolean outage;
  private boolean closed;

  /** Connects to nothing until something is watched. */
  public ConsulWatcher(ConsulOptions options) {
    this(
        options,
        new AgentHealth(options),
        new TurnThreads(options.connections()),
        System::nanoTime,
        new Random());
  }

  ConsulWatcher(
      ConsulOptions options,
      HealthSource source,
      Turns turns,
      LongSupplier clock,
      RandomGenerator random) {
    this.options = options;
    this.source = source;
    this.turns = turns;
    this.clock = clock;
    this.random = random;
    this.log = new TroubleLog(clock);
    this.cache = options.dumpFolder() == null ? null : new TargetCache(options.dumpFolder(), log);
  }

  /** How well each service in use is known, in the order in which their watching began. */
  public List<ServiceStatus> status() {
    synchronized (lock) {
      long now = clock.getAsLong();
      return watches.values().stream().map(watch -> watch.status(now)).toList();
    }
  }

  private SourceStatus status(ServiceWatch watch) {
    synchronized (lock) {
      return watch.status(clock.getAsLong()).summary();
    }
  }

  /**
   * Ends all watching. No question and no thread is left when it returns, but for listeners that
   * take more than 5 s.
   */
  @Override
  public void close() {
    List<Question> asked = new ArrayList<>();
    synchronized (lock) {
      closed = true;
      for (ServiceWatch watch : watches.values()) {
        end(watch, asked);
      }
      watches.clear();
    }
    asked.forEach(Question::abort);
    try {
      source.close();
    } finally {
      turns.close();
    }
  }

  /**
   * Adds a listener; it hears at once what is known.
   *
   * @throws IllegalStateException after {@link #close}
   */
  Discovery.Subscription watch(ServiceQuery query, Consumer<? super List<Target>> listener) {
    ListenerBox box;
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the watcher of " + options.address() + " is closed");
      }
      ServiceWatch known = watches.get(query);
      ServiceWatch watch = known == null ? begin(query) : known;
      box = new ListenerBox(listener, left -> leave(watch, left), () -> status(watch));
      watch.add(box);
    }
    box.tell();
    return box;
  }

  private ServiceWatch begin(ServiceQuery query) {
    long now = clock.getAsLong();
    ServiceWatch watch = new ServiceWatch(query, new QueryRules(random, now), now);
    watches.put(query, watch);
    if (cache != null) {
      turns.after(outage ? 0 : SILENCE_NANOS, () -> useDump(watch));
    }
    plan(watch, 0);
    return watch;
  }

  private void leave(ServiceWatch watch, ListenerBox box) {
    List<Question> asked = new ArrayList<>();
    synchronized (lock) {
      watch.boxes.remove(box);
      if (watch.boxes.isEmpty() && !watch.ended) {
        watches.remove(watch.query);
        end(watch, asked);
      }
    }
    asked.forEach(Question::abort);
  }

  private void end(ServiceWatch watch, List<Question> asked) {
    watch.ended = true;
    stopWaiting(watch);
    if (watch.turn != null) {
      watch.turn.cancel();
    }
    if (watch.asking != null) {
      asked.add(watch.asking);
    }
  }

  /** Plans the next question, not before so many nanoseconds from now. */
  private void plan(ServiceWatch watch, long after) {
    if (watch.ended) {
      return;
    }
    boolean mayWait = watch.rules.index() > 0;
    if (mayWait && !watch.waits && waiting < options.waiting()) {
      watch.waits = true;
      waiting++;
    }
    long pause = mayWait && !watch.waits ? Math.max(after, askedAgainNanos()) : after;
    long delay = watch.rules.pause(clock.getAsLong(), pause);
    long plan = ++watch.plan;
    watch.turn = turns.after(delay, () -> turn(watch, plan));
  }

  private long askedAgainNanos() {
    long services = (long) watches.size() - waiting;
    long pause =
        Math.max(QueryRules.PACE_NANOS, services * SECOND_NANOS / MOST_ASKED_AGAIN_A_SECOND);
    return pause + random.nextLong(pause / 8); // so that they do not all come at once
  }

  private void stopWaiting(ServiceWatch watch) {
    if (watch.waits) {
      watch.waits = false;
      waiting--;
    }
  }

  private void turn(ServiceWatch watch, long plan) {
    Question question;
    synchronized (lock) {
      if (watch.ended || watch.plan != plan) {
        return;
      }
      watch.turn = null;
      watch.rules.asked(clock.getAsLong());
      long index = watch.waits ? watch.rules.index() : 0;
      long wait = watch.rules.waitMillis();
      long grace = watch.graceLeft(clock.getAsLong());
      if (grace > 0) {
        // A list that is doubted must be looked at again when the doubt ends.
        wait = Math.min(wait, TimeUnit.NANOSECONDS.toMillis(grace) + 1);
      }
      question = source.question(watch.query, index, wait, watch.doubtsEmpty());
      watch.asking = question;
    }
    try {
      answered(watch, question.ask());
    } catch (ConsulFailure e) {
      failed(watch, e);
    } catch (RuntimeException | Error e) {
      // Whatever it is, the service must be asked for again.
      failed(
          watch,
          new ConsulFailure(
              ConsulFailure.Kind.OTHER,
              "Consul, asked for " + watch.query + ": " + Answers.line(e.toString())));
    }
  }

  private void answered(ServiceWatch watch, Answer answer) {
    HealthList list = answer.list();
    ServiceWatch.Outcome outcome;
    List<String> problems;
    List<ListenerBox> told;
    boolean over;
    String trouble;
    synchronized (lock) {
      watch.asking = null;
      if (watch.ended) {
        return;
      }
      boolean restarted = watch.rules.answered(answer.index());
      watch.unreachable = false;
      trouble = watch.trouble;
      watch.trouble = null;
      outcome = watch.take(list, restarted, clock.getAsLong());
      told = outcome == ServiceWatch.Outcome.CHANGED ? List.copyOf(watch.boxes) : List.of();
      problems = watch.newProblems(list);
      over = outage;
      outage = false;
      if (over) {
        hurry();
      }
    }
    told.forEach(ListenerBox::tell);
    if (over) {
      log.ended(OUTAGE, "Consul at " + options.address() + " answers again");
    }
    if (trouble != null) {
      log.ended(trouble, "Consul at " + options.address() + " answers again for " + watch.query);
    }
    for (String problem : problems) {
      log.warn(problem, "Consul: " + watch.query + ": skipped " + problem);
    }
    if (outcome == ServiceWatch.Outcome.DOUBTED) {
      log.warn(
          "doubt " + watch.query,
          "Consul: "
              + watch.query
              + ": no instances after an outage; the targets from before it stay for up to "
              + TimeUnit.NANOSECONDS.toSeconds(ServiceWatch.GRACE_NANOS)
              + " s");
    }
    if (outcome == ServiceWatch.Outcome.CHANGED && cache != null) {
      cache.write(watch.query, list.targets());
    }
    synchronized (lock) { // only now, so that two lists are never written at once
      plan(watch, 0);
    }
  }

  /** Consul is back: whoever waits out a long pause asks within a second. */
  private void hurry() {
    for (ServiceWatch other : watches.values()) {
      if (other.unreachable && other.turn != null) {
        other.turn.cancel();
        plan(other, random.nextLong(SECOND_NANOS));
      }
    }
  }

  private void failed(ServiceWatch watch, ConsulFailure failure) {
    List<ServiceWatch> ignorant = new ArrayList<>();
    boolean whole = concernsAll(watch, failure);
    boolean first;
    int concerned;
    synchronized (lock) {
      watch.asking = null;
      if (watch.ended) {
        return;
      }
      long pause = watch.rules.failed();
      first = watch.rules.failures() == 1;
      outage |= whole;
      watch.outage |= failure.kind.outage() && !first;
      watch.unreachable |= whole;
      watch.trouble = failure.message;
      stopWaiting(watch);
      concerned = watches.size();
      for (ServiceWatch other : whole ? watches.values() : List.of(watch)) {
        if (other.knowsNothing()) {
          ignorant.add(other);
        }
      }
      plan(watch, pause);
    }
    if (!whole) {
      log.warn(failure.message, failure.message + " (its last list is kept)");
    } else if (!first || ignorant.contains(watch)) {
      // Else it may be a proxy in between that cuts what is idle: the next attempt will tell.
      log.warn(
          OUTAGE,
          failure.message + " (services concerned: " + concerned + "; known targets stay in use)");
    }
    ignorant.forEach(this::useDump);
  }

  /** Another datacenter's trouble is its own, but no connection to the agent is everyone's. */
  private static boolean concernsAll(ServiceWatch watch, ConsulFailure failure) {
    return failure.kind == ConsulFailure.Kind.UNREACHABLE
        || (failure.kind.outage() && watch.query.datacenter().isEmpty());
  }

  /** Tells the list of an earlier run while there is none of this one. Reads a file. */
  private void useDump(ServiceWatch watch) {
    synchronized (lock) {
      if (cache == null || watch.dumpTried || watch.ended || !watch.knowsNothing()) {
        return;
      }
      watch.dumpTried = true;
    }
    List<Target> dump = cache.read(watch.query);
    if (dump == null) {
      return;
    }
    List<ListenerBox> told;
    synchronized (lock) {
      told = watch.takeDump(dump) ? List.copyOf(watch.boxes) : List.of();
    }
    if (!told.isEmpty()) {
      String from = cache.file(watch.query).toString();
      log.warn(from, "Consul: " + watch.query + ": until it answers, targets are those of " + from);
    }
    told.forEach(ListenerBox::tell);
  }
}
