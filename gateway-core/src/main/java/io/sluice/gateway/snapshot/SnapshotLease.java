package io.sluice.gateway.snapshot;

/**
 * One worker's use of one snapshot: counts the exchanges that began with it. Confined to the
 * worker's event loop, so that beginning and ending an exchange costs no atomic operation.
 */
public final class SnapshotLease {
  private final GatewaySnapshot snapshot;
  private int exchanges;
  private boolean superseded;

  SnapshotLease(GatewaySnapshot snapshot) {
    this.snapshot = snapshot;
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
      snapshot.workerDone();
    }
  }

  void supersede() {
    superseded = true;
    if (exchanges == 0) {
      snapshot.workerDone();
    }
  }
}
