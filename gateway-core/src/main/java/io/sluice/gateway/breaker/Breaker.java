package io.sluice.gateway.breaker;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A circuit breaker; the package says what it does. Any number of threads call at once; none waits
 * for another, and no call allocates but the few that change the state.
 *
 * <p>The state is one word: what it is, since when, and a generation that each change raises. A
 * permit is the generation that gave it, so that what was begun under an earlier state has no say
 * in a later one. The probes of one half-open time are a second word, which names its generation
 * too: one of an earlier generation is begun anew by whoever finds it. The window counts since the
 * breaker closed. So no change has anything to clear, and none can be seen half done.
 *
 * <p>Time is given by the caller: nanoseconds of one clock for all calls; readings of two threads
 * may come in either order.
 */
public final class Breaker {
  // The state: microseconds since origin (48 bits, nine years), generation (14), kind (2).
  private static final int KIND_BITS = 2;
  private static final int PERMIT_BITS = 16; // generation and kind
  private static final long PERMIT = (1L << PERMIT_BITS) - 1;
  private static final long KIND = (1L << KIND_BITS) - 1;
  private static final long NANOS_OF_MICRO = 1000;

  private static final int NEW = 0; // closed, and never was anything else: nothing to ramp
  private static final int OPEN = 1;
  private static final int HALF_OPEN = 2;
  private static final int CLOSED = 3;

  /** The refusal of one for whom nobody knows when. */
  private static final long SOON = -1;

  /** The share of calls that passes right after closing. */
  private static final double RAMP_FROM = 0.1;

  /** 2^64 divided by the golden ratio. */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long origin;
  private final BreakerListener listener;
  private final CallWindow window = new CallWindow();
  private final AtomicLong state = new AtomicLong(NEW);
  private final AtomicLong probes = new AtomicLong();
  private final AtomicLong turns = new AtomicLong(); // of calls during a ramp

  /**
   * Closed.
   *
   * @param now of the clock that all calls read
   * @param listener hears of each change
   */
  public Breaker(long now, BreakerListener listener) {
    this.origin = now;
    this.listener = listener;
  }

  /**
   * Asks whether a call may be made.
   *
   * @return a permit, 0 or more, for which the caller owes one {@link #record} or {@link #cancel};
   *     or negative: it may not, and may be tried in as many nanoseconds at the earliest; -1 when
   *     nobody knows
   */
  public long tryAcquire(BreakerSettings settings, long now) {
    long at = sinceOrigin(now);
    while (true) {
      long seen = state.get();
      long age = Math.max(0, at - since(seen));
      switch (kind(seen)) {
        case NEW -> {
          return permit(seen);
        }
        case CLOSED -> {
          return passesRamp(settings, age) ? permit(seen) : SOON;
        }
        case OPEN -> {
          if (age < settings.openNanos()) {
            return age - settings.openNanos();
          }
          change(seen, HALF_OPEN, at, "to be tried again");
        }
        default -> {
          if (takeProbe(settings, seen)) {
            return permit(seen);
          }
          if (state.get() == seen) {
            if (age < settings.openNanos()) {
              return SOON;
            }
            // Probes that never report lose their places: a new half-open time, told to nobody.
            state.compareAndSet(seen, next(seen, HALF_OPEN, at));
          }
        }
      }
    }
  }

  /**
   * Tells how a call went; once for each permit.
   *
   * @param permit from {@link #tryAcquire}
   * @param tookNanos how long it took
   */
  public void record(
      BreakerSettings settings, long permit, boolean failed, long tookNanos, long now) {
    long seen = state.get();
    if (permit(seen) != permit) {
      return;
    }
    long at = sinceOrigin(now);
    boolean slow = settings.isSlow(tookNanos);
    if (kind(seen) == HALF_OPEN) {
      probed(settings, seen, failed, slow, at);
    } else {
      count(settings, seen, failed, slow, at);
    }
  }

  /**
   * A call that was recorded as a success has failed after all: its answer broke off.
   *
   * @param permit for which {@link #record} was called, not failed
   * @param tookNanos what it was told
   * @param then when it was called
   */
  public void failedAfterAll(
      BreakerSettings settings, long permit, long tookNanos, long then, long now) {
    long seen = state.get();
    if (permit(seen) != permit) {
      return;
    }
    boolean slow = settings.isSlow(tookNanos);
    if (kind(seen) == HALF_OPEN) {
      long before = probes.get();
      while (Probes.areOf(before, permit)) {
        long known = Probes.withFailure(before);
        if (probes.compareAndSet(before, known)) {
          decide(settings, seen, known, sinceOrigin(now));
          return;
        }
        before = probes.get();
      }
    } else {
      window.takeBack(slow, settings.windowNanos(), since(seen), sinceOrigin(then));
      count(settings, seen, true, slow, sinceOrigin(now));
    }
  }

  /** The call came to nothing that says anything; instead of {@link #record}. */
  public void cancel(long permit) {
    if (kind(permit) != HALF_OPEN) {
      return;
    }
    long before = probes.get();
    while (Probes.areOf(before, permit)
        && !probes.compareAndSet(before, Probes.withoutOne(before))) {
      before = probes.get();
    }
  }

  /** What it is; half-open as soon as a call would be let through to find out. */
  public BreakerState state(BreakerSettings settings, long now) {
    long seen = state.get();
    boolean due = sinceOrigin(now) - since(seen) >= settings.openNanos();
    return kind(seen) == OPEN && due ? BreakerState.HALF_OPEN : stateOf(kind(seen));
  }

  // ---- closed

  /** Refusals are spread evenly: multiples of the golden ratio fill a range without lumps. */
  private boolean passesRamp(BreakerSettings settings, long age) {
    if (age >= settings.rampNanos()) {
      return true;
    }
    double share = RAMP_FROM + (1 - RAMP_FROM) * age / settings.rampNanos();
    long place = (turns.getAndIncrement() * GOLDEN) >>> 1;
    return place < share * Long.MAX_VALUE;
  }

  private void count(BreakerSettings settings, long seen, boolean failed, boolean slow, long at) {
    window.add(failed, slow, settings.windowNanos(), since(seen), at);
    if (window.isTooMany(settings, since(seen), at)) {
      change(seen, OPEN, at, whyOpen(settings, since(seen), at));
    }
  }

  private String whyOpen(BreakerSettings settings, long since, long at) {
    long failed = window.failed(settings.windowNanos(), since, at);
    long slow = window.slow(settings.windowNanos(), since, at);
    long calls = window.calls(settings.windowNanos(), since, at);
    return why(settings.tooManyFailed(calls, failed), calls, failed, slow);
  }

  private static String why(boolean ofFailures, long calls, long failed, long slow) {
    long bad = ofFailures ? failed : slow;
    String what = ofFailures ? "failed" : "took too long";
    return bad + " of " + calls + " calls " + what + " (" + bad * 100 / calls + " %)";
  }

  // ---- half-open

  private boolean takeProbe(BreakerSettings settings, long seen) {
    while (true) {
      long before = probes.get();
      long known = Probes.areOf(before, permit(seen)) ? before : Probes.none(permit(seen));
      boolean full = Probes.running(known) + Probes.ended(known) >= settings.halfOpenCalls();
      if (full || state.get() != seen) {
        return false;
      }
      if (probes.compareAndSet(before, Probes.withOneMore(known))) {
        return true;
      }
    }
  }

  private void probed(BreakerSettings settings, long seen, boolean failed, boolean slow, long at) {
    long before = probes.get();
    while (Probes.areOf(before, permit(seen))) {
      long known = Probes.withResult(before, failed, slow);
      if (probes.compareAndSet(before, known)) {
        decide(settings, seen, known, at);
        return;
      }
      before = probes.get();
    }
  }

  /** As soon as the probes that are left could not change it, whichever way they go. */
  private void decide(BreakerSettings settings, long seen, long known, long at) {
    long ended = Probes.ended(known);
    long all = Math.max(settings.halfOpenCalls(), ended);
    long left = all - ended;
    if (settings.isTooMany(all, Probes.failed(known), Probes.slow(known))) {
      boolean ofFailures = settings.tooManyFailed(all, Probes.failed(known));
      change(seen, OPEN, at, why(ofFailures, ended, Probes.failed(known), Probes.slow(known)));
    } else if (!settings.isTooMany(all, Probes.failed(known) + left, Probes.slow(known) + left)) {
      change(seen, CLOSED, at, why(true, ended, Probes.failed(known), Probes.slow(known)));
    }
  }

  // ---- the state's word

  private void change(long seen, int kind, long at, String why) {
    if (state.compareAndSet(seen, next(seen, kind, at))) {
      listener.changed(stateOf(kind(seen)), stateOf(kind), why);
    }
  }

  /** Time only goes on here, whoever's clock is behind. */
  private static long next(long seen, int kind, long at) {
    long micros = (Math.max(at, since(seen)) + NANOS_OF_MICRO - 1) / NANOS_OF_MICRO;
    long generation = permit(seen) >>> KIND_BITS;
    return (micros << PERMIT_BITS) | (((generation + 1) << KIND_BITS) & PERMIT) | kind;
  }

  private static int kind(long word) {
    return (int) (word & KIND);
  }

  private static long permit(long word) {
    return word & PERMIT;
  }

  /** When it began, in nanoseconds since origin. */
  private static long since(long word) {
    return (word >>> PERMIT_BITS) * NANOS_OF_MICRO;
  }

  private long sinceOrigin(long now) {
    return Math.max(0, now - origin);
  }

  private static BreakerState stateOf(int kind) {
    return switch (kind) {
      case OPEN -> BreakerState.OPEN;
      case HALF_OPEN -> BreakerState.HALF_OPEN;
      default -> BreakerState.CLOSED;
    };
  }
}
