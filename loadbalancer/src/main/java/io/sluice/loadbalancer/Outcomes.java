package io.sluice.loadbalancer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What came of an endpoint's exchanges: what passive outlier detection goes by. Runs of failures
 * are counted over all workers together; where two workers report at the same moment, a run may be
 * reckoned one too long or too short.
 *
 * <p>While all is well a success costs two reads of memory that nobody writes, unless success rates
 * are wanted: then one atomic add.
 */
final class Outcomes {
  private static final VarHandle IN_ROW;
  private static final VarHandle CONNECTS_IN_ROW;
  private static final VarHandle SUCCESSES;
  private static final VarHandle FAILURES;
  private static final VarHandle WATCH;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      IN_ROW = lookup.findVarHandle(Outcomes.class, "inRow", int.class);
      CONNECTS_IN_ROW = lookup.findVarHandle(Outcomes.class, "connectsInRow", int.class);
      SUCCESSES = lookup.findVarHandle(Outcomes.class, "successes", long.class);
      FAILURES = lookup.findVarHandle(Outcomes.class, "failures", long.class);
      WATCH = lookup.findVarHandle(Outcomes.class, "watch", FailureWatch.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // All: written by every worker, atomic adds and opaque writes; read opaque.
  @SuppressWarnings("UnusedVariable") // reached through its VarHandle
  private int inRow;

  @SuppressWarnings("UnusedVariable") // reached through its VarHandle
  private int connectsInRow;

  @SuppressWarnings("UnusedVariable") // reached through its VarHandle
  private long successes;

  @SuppressWarnings("UnusedVariable") // reached through its VarHandle
  private long failures;

  /** Written by whoever changes the settings, opaque; a record's fields are final. */
  @SuppressWarnings("UnusedVariable") // reached through its VarHandle
  private FailureWatch watch = FailureWatch.NONE;

  void watch(FailureWatch changed) {
    WATCH.setOpaque(this, changed);
  }

  private FailureWatch watch() {
    return (FailureWatch) WATCH.getOpaque(this);
  }

  void succeeded() {
    if ((int) IN_ROW.getOpaque(this) != 0) { // look first: the line stays shared between cores
      IN_ROW.setOpaque(this, 0);
    }
    if (watch().rates()) {
      SUCCESSES.getAndAdd(this, 1L);
    }
  }

  void failed(Endpoint endpoint) {
    FailureWatch now = watch();
    if (now.rates()) {
      FAILURES.getAndAdd(this, 1L);
    }
    tell(now, (int) IN_ROW.getAndAdd(this, 1) + 1, now.failuresInRow(), endpoint, false);
  }

  void connectFailed(Endpoint endpoint) {
    FailureWatch now = watch();
    if (now.rates()) {
      FAILURES.getAndAdd(this, 1L);
    }
    int run = (int) CONNECTS_IN_ROW.getAndAdd(this, 1) + 1;
    tell(now, run, now.connectFailuresInRow(), endpoint, true);
  }

  /** Not only once: the first time the endpoint may have had to stay for lack of others. */
  private static void tell(
      FailureWatch watch, int run, int most, Endpoint endpoint, boolean connecting) {
    if (most > 0 && run % most == 0) {
      watch.listener().failing(endpoint, connecting);
    }
  }

  void connected() {
    if ((int) CONNECTS_IN_ROW.getOpaque(this) != 0) {
      CONNECTS_IN_ROW.setOpaque(this, 0);
    }
  }

  /** Runs begin anew. */
  void forgive() {
    IN_ROW.setOpaque(this, 0);
    CONNECTS_IN_ROW.setOpaque(this, 0);
  }

  long successes() {
    return (long) SUCCESSES.getOpaque(this);
  }

  long failures() {
    return (long) FAILURES.getOpaque(this);
  }
}
