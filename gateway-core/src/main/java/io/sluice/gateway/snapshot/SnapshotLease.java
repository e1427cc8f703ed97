package io.sluice.gateway.snapshot;

import io.sluice.gateway.routing.RouteEntry;
import io.sluice.gateway.routing.RouteRequest;
import org.jspecify.annotations.Nullable;

/**
 * One worker's use of one snapshot: counts the exchanges that began with it. Confined to the
 * worker's event loop, so that beginning and ending an exchange costs no atomic operation.
 */
public final class SnapshotLease {
  private final GatewaySnapshot snapshot;
  private final SnapshotPublisher publisher;
  private final RequestSample sample;
  private int exchanges;
  private boolean superseded;

  SnapshotLease(GatewaySnapshot snapshot, SnapshotPublisher publisher, RequestSample sample) {
    this.snapshot = snapshot;
    this.publisher = publisher;
    this.sample = sample;
  }

  public GatewaySnapshot snapshot() {
    return snapshot;
  }

  /** The route that takes a request, or null. */
  public @Nullable RouteEntry<Route> match(RouteRequest request) {
    sample.offer(request, snapshot.cookies());
    return snapshot.routes().match(request);
  }

  /** An exchange begins; exactly one {@link #exchangeEnded} follows. */
  public void exchangeBegan() {
    exchanges++;
  }

  /** An exchange has ended. */
  public void exchangeEnded() {
    if (--exchanges == 0 && superseded) {
      publisher.leaseEnded(snapshot);
    }
  }

  void supersede() {
    superseded = true;
    if (exchanges == 0) {
      publisher.leaseEnded(snapshot);
    }
  }
}
