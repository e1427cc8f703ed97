package io.sluice.gateway.snapshot;

/**
 * One worker's use of one snapshot: counts the exchanges that began with it. Confined to the
 * worker's event loop, so that beginning and ending an exchange costs no atomic operation.
 */
public final class SnapshotLease {
  private final GatewaySnapshot snapshot;
  private final SnapshotPublisher publisher;
  private int exchanges;
  private boolean superseded;

  SnapshotLease(GatewaySnapshot snapshot, SnapshotPublisher publisher) {
    this.snapshot = snapshot;
    this.publisher = publisher;
  }

  public GatewaySnapshot snapshot() {
    return snapshot;
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
