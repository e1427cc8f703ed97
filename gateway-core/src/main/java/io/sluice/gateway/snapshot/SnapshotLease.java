package io.sluice.gateway.snapshot;

import io.sluice.gateway.event.Worker;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.RouteMetrics;
import io.sluice.gateway.overload.Overload;
import io.sluice.gateway.routing.RouteEntry;
import io.sluice.gateway.routing.RouteRequest;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One worker's use of one snapshot: counts the exchanges that began with it. When the next snapshot
 * comes it lets go of all but what those exchanges need to their end. Confined to the worker's
 * event loop, so that beginning and ending an exchange costs no atomic operation.
 */
public final class SnapshotLease {
  private @Nullable GatewaySnapshot snapshot; // null once it is superseded
  private final SnapshotUse use;
  private final SnapshotPublisher publisher;
  private final RequestSample sample;
  private int exchanges;

  SnapshotLease(
      GatewaySnapshot snapshot,
      SnapshotUse use,
      SnapshotPublisher publisher,
      RequestSample sample) {
    this.snapshot = snapshot;
    this.use = use;
    this.publisher = publisher;
    this.sample = sample;
  }

  /**
   * The route that takes a request, or null.
   *
   * @throws NullPointerException when there is a later snapshot
   */
  public @Nullable RouteEntry<Route> match(RouteRequest request) {
    GatewaySnapshot current = current();
    sample.offer(request, current.cookies(), current.secretParameters());
    return current.routes().match(request);
  }

  /**
   * The methods with which a request would find a route.
   *
   * @throws NullPointerException when there is a later snapshot
   */
  public Set<String> allowedMethods(RouteRequest request) {
    return current().routes().allowedMethods(request);
  }

  /**
   * The route that would take a request, or null; it is not counted among those of clients.
   *
   * @throws NullPointerException when there is a later snapshot
   */
  public @Nullable RouteEntry<Route> wouldMatch(RouteRequest request) {
    return current().routes().match(request);
  }

  /** The lease that its worker's exchanges begin with by now: this one, until it is superseded. */
  public SnapshotLease latest(Worker worker) {
    return snapshot == null ? publisher.current(worker) : this;
  }

  private GatewaySnapshot current() {
    return Objects.requireNonNull(snapshot, "superseded");
  }

  /** Where its exchanges are recorded. */
  public AccessLog accessLog() {
    return use.accessLog();
  }

  /** Names of query parameters whose values nobody may see, of all its routes. */
  public Set<String> secretParameters() {
    return use.secretParameters();
  }

  /** Admits exchanges, those of all snapshots. */
  public Overload overload() {
    return use.overload();
  }

  /** Metrics of requests that match no route. */
  public RouteMetrics noRoute() {
    return use.noRoute();
  }

  /** An exchange begins; exactly one {@link #exchangeEnded} follows. */
  public void exchangeBegan() {
    exchanges++;
  }

  /** An exchange has ended. */
  public void exchangeEnded() {
    if (--exchanges == 0 && snapshot == null) {
      publisher.leaseEnded(use);
    }
  }

  void supersede() {
    snapshot = null;
    if (exchanges == 0) {
      publisher.leaseEnded(use);
    }
  }
}
