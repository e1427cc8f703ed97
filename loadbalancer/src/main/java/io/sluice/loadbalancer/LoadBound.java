package io.sluice.loadbalancer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Consistent hashing with bounded loads (Mirrokni, Thorup and Zadimoghaddam, 2016): no endpoint may
 * have more in flight than a factor times its share, by weight, of all that is in flight at the
 * available endpoints, the new request included, rounded up. As the limits together are at least as
 * many as the requests, some endpoint always has room.
 *
 * <p>Who counts: nobody. A total that every request writes would be the one memory line that all
 * workers fight for, and it would be of the wrong endpoints whenever the list is a part of the
 * upstream's. The balancer asks only when the first choice is busy (an idle endpoint is within any
 * bound), and the counts are then summed: exactly up to 256 endpoints; for more, the sum is used
 * for 1 ms.
 *
 * <p>Between an endpoint's selection and its {@link Endpoint#requestStarted} another worker may
 * select it too, so a limit may be exceeded by the number of other workers that select at that
 * moment.
 */
final class LoadBound {
  static final int EXACT = 256;
  private static final long KEPT_NANOS = 1_000_000;

  /** Rounding of the product must not let one more in. */
  private static final double ROUNDING = 1e-9;

  private static final VarHandle KEPT;
  private static final VarHandle KEPT_AT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      KEPT = lookup.findVarHandle(LoadBound.class, "kept", double.class);
      KEPT_AT = lookup.findVarHandle(LoadBound.class, "keptAt", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final WeightedEndpoints<?> endpoints;
  private final double factor;

  /**
   * The last sum, 0 before there is one, and when it was made. Written by any worker, opaque; read
   * opaque. Who reads one of an older pair is off by a millisecond, no more.
   */
  @SuppressWarnings("UnusedVariable") // reached through its VarHandle
  private double kept;

  @SuppressWarnings("UnusedVariable") // reached through its VarHandle
  private long keptAt;

  LoadBound(WeightedEndpoints<?> endpoints, int percent) {
    this.endpoints = endpoints;
    this.factor = percent / 100.0;
  }

  /** The limit of each unit of weight, with one more request than there are now. */
  double perWeight(long now) {
    if (endpoints.size() <= EXACT) {
      return sum(now);
    }
    double last = (double) KEPT.getOpaque(this);
    if (last > 0 && Math.abs(now - (long) KEPT_AT.getOpaque(this)) < KEPT_NANOS) {
      return last;
    }
    double sum = sum(now);
    KEPT.setOpaque(this, sum);
    KEPT_AT.setOpaque(this, now);
    return sum;
  }

  private double sum(long now) {
    long inFlight = 1;
    long weight = 0;
    for (int i = 0; i < endpoints.size(); i++) {
      Endpoint endpoint = endpoints.get(i);
      if (endpoint.available(now)) {
        inFlight += endpoint.inFlight();
        weight += endpoints.weight(i);
      }
    }
    return factor * inFlight / weight; // infinite when none is available: then nothing is bounded
  }

  /** Whether an endpoint with so much in flight may have one more. */
  static boolean admits(double perWeight, int weight, int inFlight) {
    return inFlight < perWeight * weight - ROUNDING * (inFlight + 1);
  }
}
