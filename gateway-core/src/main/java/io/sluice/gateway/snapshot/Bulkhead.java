package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.Kept;
import io.sluice.gateway.config.InFlightLimits;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How much of the gateway one route may take, over all workers, so that one slow origin cannot take
 * what others need. The limits are the config's; the counts outlive it.
 */
public final class Bulkhead {
  private final int maxRequests;
  private final int maxPending;
  private final Counts counts;

  private record Id(String route) {}

  /** By all workers, volatile order. */
  private static final class Counts implements Kept {
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger pending = new AtomicInteger();
  }

  private Bulkhead(InFlightLimits limits, Counts counts) {
    this.maxRequests = limits.maxRequests();
    this.maxPending = limits.maxPending();
    this.counts = counts;
  }

  /** Of a route; null when it has no limits. */
  static @Nullable Bulkhead of(String routeId, InFlightLimits limits, RouteParts parts) {
    return limits.maxRequests() == 0 && limits.maxPending() == 0
        ? null
        : new Bulkhead(limits, parts.keep(new Id(routeId), Counts::new));
  }

  /** Counts an exchange in; each success is paired with {@link #leave}. */
  public boolean enter() {
    return enter(counts.inFlight, maxRequests);
  }

  /** Counts it out. */
  public void leave() {
    counts.inFlight.decrementAndGet();
  }

  /**
   * Counts an exchange in that has to wait for a connection; each success is paired with {@link
   * #endWait}.
   */
  public boolean mayWait() {
    return enter(counts.pending, maxPending);
  }

  /** It waits no longer. */
  public void endWait() {
    counts.pending.decrementAndGet();
  }

  private static boolean enter(AtomicInteger count, int most) {
    if (count.incrementAndGet() <= most || most == 0) {
      return true;
    }
    count.decrementAndGet();
    return false;
  }
}
