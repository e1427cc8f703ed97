package io.sluice.gateway.snapshot;

import io.sluice.gateway.event.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands snapshots to the workers, each of which adopts them between two tasks of its loop, and
 * closes those that nobody uses any more.
 */
public final class SnapshotPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotPublisher.class);

  /** How long a snapshot waits for targets that nobody has looked for before. */
  private static final Duration DISCOVERY = Duration.ofSeconds(5);

  private final List<Worker> workers;
  private final Executor control;
  private final @Nullable SnapshotLease[] leases; // by worker; each touched on its loop only
  private final List<GatewaySnapshot> inUse = new ArrayList<>(); // control thread; newest last

  /**
   * @param control runs tasks on the control thread; called by workers, so it must not wait
   */
  public SnapshotPublisher(List<Worker> workers, Executor control) {
    this.workers = workers;
    this.control = control;
    this.leases = new SnapshotLease[workers.size()];
  }

  // ---- the control thread's side

  /**
   * Has every worker adopt {@code next}, as soon as the targets of its upstreams are known, or 5 s
   * have passed.
   *
   * @return completes when all of them serve it
   */
  public CompletableFuture<Void> publish(GatewaySnapshot next) {
    for (String upstream : next.discover(DISCOVERY)) {
      LOG.warn(
          "upstream {}: no targets known after {} s; those of before stay, and while there are none"
              + " requests get 503",
          upstream,
          DISCOVERY.toSeconds());
    }
    inUse.add(next);
    next.adopt();
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

  /** The one published last; null before the first. */
  public @Nullable GatewaySnapshot latest() {
    return inUse.isEmpty() ? null : inUse.get(inUse.size() - 1);
  }

  /** Closes what a snapshot that is not to be published has beyond those in use. */
  public void abandon(GatewaySnapshot unpublished) {
    unpublished.holdings().closeUnless(othersInUse());
  }

  /** Closes all that snapshots have open; no exchange must begin any more. */
  public void close() {
    List.copyOf(inUse).forEach(this::retire);
  }

  private void retire(GatewaySnapshot snapshot) {
    if (inUse.remove(snapshot)) { // else the gateway's end was first
      snapshot.holdings().closeUnless(othersInUse());
    }
  }

  private List<Holdings> othersInUse() {
    return inUse.stream().map(GatewaySnapshot::holdings).toList();
  }

  // ---- the workers' side, each on its loop

  private void adopt(Worker worker, GatewaySnapshot next) {
    SnapshotLease old = leases[worker.index()];
    leases[worker.index()] = new SnapshotLease(next, this);
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

  /** The lease of a worker is over. */
  void leaseEnded(GatewaySnapshot snapshot) {
    if (snapshot.workerDone()) {
      control.execute(() -> retire(snapshot));
    }
  }
}
