package io.sluice.loadbalancer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A target together with what is known about it while the gateway runs. Outlives configs: when a
 * target stays, its endpoint stays, with all counters. The engine subclasses it to hang its
 * connection pools here.
 *
 * <p>Cooling: when a connection cannot be opened, the endpoint is passed over for 1 s. If the first
 * attempt after that fails too, for 2 s, then 4 s, up to 30 s; a connection that opens ends it.
 * Failures reported while it is cooling count as one outage and change nothing: otherwise one burst
 * of parallel attempts would run straight up to the longest time.
 *
 * <p>All methods may be called from any thread, and none blocks or allocates, except that a failed
 * connection allocates a few bytes.
 */
public class Endpoint {
  private static final long FIRST_COOLING_NANOS = 1_000_000_000L;
  private static final long LONGEST_COOLING_NANOS = 30_000_000_000L;

  /** Doublings after which the longest time is reached. */
  private static final int MOST_DOUBLINGS = 5;

  private static final VarHandle TARGET;
  private static final VarHandle IN_FLIGHT;
  private static final VarHandle COOLING;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TARGET = lookup.findVarHandle(Endpoint.class, "target", Target.class);
      IN_FLIGHT = lookup.findVarHandle(Endpoint.class, "inFlight", int.class);
      COOLING = lookup.findVarHandle(Endpoint.class, "cooling", Cooling.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Written by the owner of the endpoint, one thread at a time, opaque; read by any thread, opaque.
   * A reader may see the old value a little longer; a record's fields are final, so it never sees
   * half of one.
   */
  @SuppressWarnings("UnusedVariable") // reached through its VarHandle
  private Target target;

  /**
   * Written by every worker with an atomic add; read opaque. It orders nothing else: a count that
   * is a moment old is good enough to compare endpoints.
   */
  @SuppressWarnings("UnusedVariable") // reached through its VarHandle
  private int inFlight;

  /**
   * Null while the last connection opened. Written by any worker whose attempt ended: compare and
   * set on failure, opaque on success; read opaque. Of a failure and a success at the same moment
   * either may win: the next attempt corrects it.
   */
  @SuppressWarnings("UnusedVariable") // reached through its VarHandle
  private @Nullable Cooling cooling;

  private final PeakLatency latency = new PeakLatency();
  private final Outcomes outcomes = new Outcomes();

  /** An outage: how many cooling times it has lasted, and when the present one ends. */
  private record Cooling(int rounds, long untilNanos) {}

  /** An endpoint that nothing is known about yet; available. */
  public Endpoint(Target target) {
    this.target = target;
  }

  /** What it was made for, as last configured or discovered. */
  public final Target target() {
    return (Target) TARGET.getOpaque(this);
  }

  /**
   * Takes over a changed weight, priority, zone or labels; one thread at a time. Balancers are told
   * weights when they are made, so a new weight needs a new balancer.
   *
   * @throws IllegalArgumentException when the address is another one
   */
  public final void target(Target changed) {
    if (!changed.address().equals(target().address())) {
      throw new IllegalArgumentException(
          "target: " + changed.address() + " (expected: " + target().address() + ")");
    }
    TARGET.setOpaque(this, changed);
  }

  /** Counts a request that is about to be sent; exactly one {@link #requestEnded} follows. */
  public final void requestStarted() {
    IN_FLIGHT.getAndAdd(this, 1);
  }

  /** Counts a request as over, however it ended. */
  public final void requestEnded() {
    IN_FLIGHT.getAndAdd(this, -1);
  }

  /** Requests now in flight, over all workers. */
  public final int inFlight() {
    return (int) IN_FLIGHT.getOpaque(this);
  }

  /**
   * A request was answered: what {@code peak_ewma} goes by. A request that failed, or got a 5xx, is
   * told only when it took long, as after a time-out; an error that comes at once would make a
   * broken endpoint look like the fastest.
   *
   * @param latencyNanos from the request's sending to the head of the answer
   * @param nowNanos monotonic time, as in {@link System#nanoTime()}
   */
  public final void responded(long latencyNanos, long nowNanos) {
    latency.observe(latencyNanos, nowNanos);
  }

  /**
   * How long it takes to answer, in nanoseconds: an average that rises at once, and falls and fades
   * with time. 0 while it is not known: before the first answer, and 50 s after the last.
   *
   * @param nowNanos monotonic time, as in {@link System#nanoTime()}
   */
  public final long latencyNanos(long nowNanos) {
    return latency.nanos(nowNanos);
  }

  /** An exchange got an answer that speaks for the server: any status below 500, to its end. */
  public final void succeeded() {
    outcomes.succeeded();
  }

  /** An exchange got an answer of 5xx, or broke or timed out after the request was sent. */
  public final void failed() {
    outcomes.failed(this);
  }

  /** Has failures told from now on; the one before hears no more. */
  public final void watch(FailureWatch watch) {
    outcomes.watch(watch);
  }

  /** Runs of failures begin anew: the endpoint has been judged for those so far. */
  public final void forgive() {
    outcomes.forgive();
  }

  /** {@link #succeeded} so far, while a watch wanted rates. */
  public final long successes() {
    return outcomes.successes();
  }

  /** {@link #failed} and {@link #connectFailed} so far, while a watch wanted rates. */
  public final long failures() {
    return outcomes.failures();
  }

  /**
   * A connection could not be opened: begins or prolongs the cooling.
   *
   * @param nowNanos monotonic time, as in {@link System#nanoTime()}
   */
  public final void connectFailed(long nowNanos) {
    outcomes.connectFailed(this);
    cool(nowNanos);
  }

  private void cool(long nowNanos) {
    Cooling before = cooling();
    if (before != null && nowNanos - before.untilNanos < 0) {
      return;
    }
    int rounds = before == null ? 0 : Math.min(before.rounds + 1, MOST_DOUBLINGS);
    long nanos = Math.min(FIRST_COOLING_NANOS << rounds, LONGEST_COOLING_NANOS);
    // Losing the race means that another worker has just said the same, or the opposite: fine.
    COOLING.compareAndSet(this, before, new Cooling(rounds, nowNanos + nanos));
  }

  /** A connection opened: ends the cooling. */
  public final void connected() {
    outcomes.connected();
    if (cooling() != null) { // look first: the line stays shared between cores while all is well
      COOLING.setOpaque(this, (Cooling) null);
    }
  }

  /**
   * Whether a balancer should choose it while there are others.
   *
   * @param nowNanos monotonic time, as in {@link System#nanoTime()}
   */
  public final boolean available(long nowNanos) {
    Cooling now = cooling();
    return now == null || nowNanos - now.untilNanos >= 0;
  }

  private @Nullable Cooling cooling() {
    return (Cooling) COOLING.getOpaque(this);
  }

  /** Its address. */
  @Override
  public String toString() {
    return target().address().toString();
  }
}
