package io.sluice.gateway.discovery;

import io.sluice.gateway.dns.DnsAnswer;
import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.Scheduler;
import io.sluice.loadbalancer.SourceStatus;
import io.sluice.loadbalancer.Target;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription: asks, waits, and asks again, one step after the other. Each step is begun by
 * the one before, on the resolver's thread or the scheduler's; so the plain fields need no lock.
 * Only closing and the status come from elsewhere.
 *
 * <table>
 *   <caption>What an answer does</caption>
 *   <tr><th>answer<th>list<th>next question
 *   <tr><td>records<td>told when it changed<td>when the TTL is over, 1 s to 5 min; or after
 *     {@code refresh}
 *   <tr><td>failure, or no record that can be read<td>stays, for ever<td>after 1 s, doubling to 30 s
 *   <tr><td>no such name, no records<td>stays for 30 s, then it is empty<td>after 1 s; once it is
 *     empty, after 5 s
 *   <tr><td>the service is not offered (SRV of {@code .})<td>empty at once<td>as for records
 * </table>
 *
 * <p>Each wait is up to a twentieth longer, so that gateways do not ask in step.
 */
final class DnsWatch implements Discovery.Subscription {
  /** How long a name that is gone is not believed to be: someone may be replacing its records. */
  static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(30);

  static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(5);
  static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(5);
  static final long LONGEST_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int MOST_DOUBLINGS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(DnsDiscovery.class);

  private enum State {
    IDLE,
    CALLING,
    CLOSED
  }

  private final DnsDiscovery of;
  private final Consumer<? super List<Target>> listener;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  /** Written by the steps, cancelled by who closes. */
  private volatile Scheduler.@Nullable Task planned;

  /** What {@link #status} shows; written by the steps. */
  private volatile Seen seen;

  /** Null until a list was told. */
  private @Nullable List<Target> known;

  private boolean gone;
  private long goneSinceNanos;
  private final Set<DnsAnswer.Kind> warned = EnumSet.noneOf(DnsAnswer.Kind.class);

  /**
   * @param sound whether the last answer is what is told
   * @param soundNanos when that was so last; when it began if never
   */
  private record Seen(boolean known, boolean sound, long soundNanos, int skipped, int failures) {}

  DnsWatch(DnsDiscovery of, Consumer<? super List<Target>> listener) {
    this.of = of;
    this.listener = listener;
    this.seen = new Seen(false, false, of.ticker.nanos(), 0, 0);
  }

  void ask() {
    if (state.get() != State.CLOSED) {
      of.resolver.resolve(of.options.name(), of.options.record(), this::answered);
    }
  }

  private void answered(DnsAnswer answer) {
    if (state.get() == State.CLOSED) {
      return;
    }
    switch (answer.kind()) {
      case RECORDS -> records(answer);
      case NO_SUCH_NAME, NO_RECORDS -> nothing(answer);
      case FAILED -> failed(answer.detail());
    }
  }

  private void records(DnsAnswer answer) {
    DnsTargets found = DnsTargets.of(answer, of.options);
    if (found.targets().isEmpty() && !found.refused()) {
      failed("none of " + found.skipped() + " records can be read");
      return;
    }
    if (found.skipped() > 0 && found.skipped() != seen.skipped) {
      LOG.warn(
          "upstream {}: DNS {}: {} records skipped that make no sense or are there twice",
          of.options.upstream(),
          of.options,
          found.skipped());
    }
    believe(found.targets(), found.skipped());
    Duration refresh = of.options.refresh();
    long ttl = TimeUnit.SECONDS.toNanos(answer.ttlSeconds());
    plan(refresh.isZero() ? Math.max(LEAST_NANOS, Math.min(ttl, MOST_NANOS)) : refresh.toNanos());
  }

  private void nothing(DnsAnswer answer) {
    long now = of.ticker.nanos();
    if (!gone) {
      gone = true;
      goneSinceNanos = now;
    }
    boolean holds = known != null && !known.isEmpty() && now - goneSinceNanos < HOLD_NANOS;
    warn(answer.kind(), answer.detail(), holds ? " for up to 30 s" : "");
    if (holds) {
      Seen last = seen;
      seen = new Seen(true, false, last.soundNanos, last.skipped, 0);
      plan(Math.min(LEAST_NANOS, goneSinceNanos + HOLD_NANOS - now));
    } else {
      seen = new Seen(true, true, now, 0, 0);
      tell(List.of());
      plan(GONE_NANOS);
    }
  }

  private void failed(String detail) {
    Seen last = seen;
    warn(DnsAnswer.Kind.FAILED, detail, "");
    seen = new Seen(last.known, false, last.soundNanos, last.skipped, last.failures + 1);
    plan(Math.min(LEAST_NANOS << Math.min(last.failures, MOST_DOUBLINGS), LONGEST_BACKOFF_NANOS));
  }

  private void believe(List<Target> targets, int skipped) {
    gone = false;
    if (!warned.isEmpty()) {
      warned.clear();
      LOG.info(
          "upstream {}: DNS {}: answers again, {} targets",
          of.options.upstream(),
          of.options,
          targets.size());
    }
    seen = new Seen(true, true, of.ticker.nanos(), skipped, 0); // first: who is told may ask
    tell(targets);
  }

  /** Once for each kind of trouble, until there are records again. */
  private void warn(DnsAnswer.Kind kind, String detail, String howLong) {
    if (warned.add(kind)) {
      int count = known == null ? 0 : known.size();
      LOG.warn(
          "upstream {}: DNS {}: {} ({})",
          of.options.upstream(),
          of.options,
          detail,
          count == 0 ? "it has no targets" : "its last " + count + " targets stay" + howLong);
    }
  }

  private void tell(List<Target> targets) {
    if (targets.equals(known) || !state.compareAndSet(State.IDLE, State.CALLING)) {
      return;
    }
    known = targets;
    try {
      listener.accept(targets);
    } catch (RuntimeException | Error e) {
      LOG.error("upstream {}: a listener failed, which it must not", of.options.upstream(), e);
    } finally {
      state.compareAndSet(State.CALLING, State.IDLE);
    }
  }

  private void plan(long nanos) {
    planned = of.scheduler.after(nanos + of.random.nextLong(nanos / 20 + 1), this::ask);
    if (state.get() == State.CLOSED) { // by who did not see this plan yet
      cancel();
    }
  }

  private void cancel() {
    Scheduler.Task task = planned;
    if (task != null) {
      task.cancel();
    }
  }

  @Override
  public SourceStatus status() {
    Seen now = seen;
    long age = now.sound ? 0 : Math.max(0, of.ticker.nanos() - now.soundNanos);
    return new SourceStatus(now.known, Duration.ofNanos(age), now.skipped, now.failures);
  }

  @Override
  public void close() {
    state.set(State.CLOSED);
    cancel();
  }
}
