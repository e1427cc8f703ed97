package io.sluice.gateway.snapshot;

import io.sluice.gateway.event.Worker;
import io.sluice.gateway.upstream.Upstream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Hands snapshots to the workers, each of which adopts them between two tasks of its loop. */
public final class SnapshotPublisher {
  private final List<Worker> workers;
  private final @Nullable SnapshotLease[] leases; // by worker; each touched on its loop only

  public SnapshotPublisher(List<Worker> workers) {
    this.workers = workers;
    this.leases = new SnapshotLease[workers.size()];
  }

  /**
   * Has every worker adopt {@code next}. Control thread.
   *
   * @param previous the one published before, or null
   * @return completes when all of them serve it
   */
  public CompletableFuture<Void> publish(GatewaySnapshot next, @Nullable GatewaySnapshot previous) {
    if (previous != null) {
      previous.successor(next);
    }
    next.upstreams().values().forEach(Upstream::published);
    CompletableFuture<Void> adopted = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(workers.size());
    for (Worker worker : workers) {
      worker
          .loop()
          .execute(
              () -> {
                adopt(worker, next);
                if (left.decrementAndGet() == 0) {
                  adopted.complete(null);
                }
              });
    }
    return adopted;
  }

  private void adopt(Worker worker, GatewaySnapshot next) {
    SnapshotLease old = leases[worker.index()];
    leases[worker.index()] = new SnapshotLease(next);
    if (old != null) {
      old.supersede();
    }
  }

  /** What new exchanges of that worker begin with; on its loop, after the first publication. */
  public SnapshotLease current(Worker worker) {
    SnapshotLease lease = leases[worker.index()];
    if (lease == null) {
      throw new IllegalStateException("nothing is published yet");
    }
    return lease;
  }
}
