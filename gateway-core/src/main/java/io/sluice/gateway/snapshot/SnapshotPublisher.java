package io.sluice.gateway.snapshot;

import io.sluice.gateway.api.ResponseCache;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.upstream.UpstreamPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  /** Recent requests that are kept, of all workers. */
  private static final int MOST_REQUESTS = 1000;

  private final List<Worker> workers;
  private final Executor control;
  private final @Nullable SnapshotLease[] leases; // by worker; each touched on its loop only
  private final List<SnapshotUse> inUse = new ArrayList<>(); // control thread
  private @Nullable GatewaySnapshot latest; // control thread
  private final RequestSample[] samples; // by worker
  private final Lifetimes lifetimes = new Lifetimes();
  private final CacheInForce cache = new CacheInForce();

  /**
   * @param control runs tasks on the control thread; called by workers, so it must not wait
   */
  public SnapshotPublisher(List<Worker> workers, Executor control) {
    this.workers = workers;
    this.control = control;
    this.leases = new SnapshotLease[workers.size()];
    this.samples = new RequestSample[workers.size()];
    Arrays.setAll(
        samples, worker -> new RequestSample(Math.max(1, MOST_REQUESTS / samples.length)));
  }

  // ---- the control thread's side

  /**
   * Has every worker adopt a snapshot, as soon as the targets of its new upstreams are known, or 5
   * s have passed.
   *
   * @return completes when all of them serve it
   */
  public CompletableFuture<Void> publish(Compiled compiled) {
    for (String upstream : discover(compiled.plans())) {
      LOG.warn(
          "upstream {}: no targets known after {} s; those of before stay, and while there are none"
              + " requests get 503",
          upstream,
          DISCOVERY.toSeconds());
    }
    GatewaySnapshot next = compiled.snapshot();
    GatewaySnapshot before = latest();
    lifetimes.begin(
        next.serial(), before == null ? 0 : before.serial(), compiled.added(), compiled.dropped());
    SnapshotUse use = new SnapshotUse(next, workers.size());
    inUse.add(use);
    latest = next;
    compiled.plans().forEach(plan -> attempt(plan::adopt, plan.upstream().id()));
    compiled.kept().forEach(kept -> attempt(kept::adopted, kept));
    cache.adopt(compiled);
    next.overload().adopt(next.config().overload());
    compiled.directory().adopt(next.consumers());
    CompletableFuture<Void> adopted = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(workers.size());
    for (Worker worker : workers) {
      worker
          .loop()
          .execute(
              () -> {
                adopt(worker, next, use);
                if (left.decrementAndGet() == 0) {
                  adopted.complete(null);
                }
              });
    }
    return adopted;
  }

  /** The one published last; null before the first. */
  public @Nullable GatewaySnapshot latest() {
    return latest;
  }

  /** Closes all that snapshots have open; no exchange must begin any more. */
  public void close() {
    inUse.clear();
    latest = null;
    cache.end();
    lifetimes.closeAll();
  }

  /** It is too late to fail: what a plugin throws concerns what it keeps alone. */
  private static void attempt(Runnable adoption, Object what) {
    try {
      adoption.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.error("{} cannot be put into force", what, e);
    }
  }

  /** Some of the last requests, in no order; any thread. */
  public List<AskedRequest> recentRequests() {
    List<AskedRequest> all = new ArrayList<>();
    for (RequestSample sample : samples) {
      all.addAll(sample.all());
    }
    return all;
  }

  /** The cache that routes of the latest share; null when none has one. Any thread. */
  public @Nullable ResponseCache responseCache() {
    return cache.now();
  }

  private void retire(SnapshotUse use) {
    if (inUse.remove(use)) { // else the gateway's end was first
      lifetimes.sweep(inUse.stream().map(SnapshotUse::serial).toList());
    }
  }

  /**
   * Begins to look for targets, and waits for those that nobody has looked for yet, so that the
   * first requests find them.
   *
   * @return ids of the upstreams of which no targets are known by then
   */
  private static List<String> discover(List<UpstreamPlan> plans) {
    Map<String, CompletableFuture<Void>> begun = new TreeMap<>();
    plans.forEach(plan -> begun.put(plan.upstream().id(), plan.discover()));
    try {
      CompletableFuture.allOf(begun.values().toArray(new CompletableFuture<?>[0]))
          .get(DISCOVERY.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The caller learns which.
    }
    return begun.entrySet().stream()
        .filter(upstream -> !upstream.getValue().isDone())
        .map(Map.Entry::getKey)
        .toList();
  }

  // ---- the workers' side, each on its loop

  private void adopt(Worker worker, GatewaySnapshot next, SnapshotUse use) {
    SnapshotLease old = leases[worker.index()];
    leases[worker.index()] = new SnapshotLease(next, use, this, samples[worker.index()]);
    if (old != null) {
      old.supersede();
    }
  }

  /** Called at regular times. */
  public void tick(Worker worker) {
    samples[worker.index()].tick();
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
  void leaseEnded(SnapshotUse use) {
    if (use.workerDone()) {
      control.execute(() -> retire(use));
    }
  }
}
