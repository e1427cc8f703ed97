package io.sluice.gateway.upstream;

import io.sluice.gateway.client.PendingLimit;
import io.sluice.gateway.observe.UpstreamMetrics;
import io.sluice.gateway.observe.UpstreamSample;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Scheduler;
import io.sluice.loadbalancer.Selection;
import io.sluice.loadbalancer.SourceStatus;
import io.sluice.loadbalancer.Target;
import io.sluice.loadbalancer.group.Ejection;
import io.sluice.loadbalancer.group.EndpointGroup;
import io.sluice.loadbalancer.group.EndpointStatus;
import io.sluice.loadbalancer.group.GroupStatus;
import io.sluice.loadbalancer.group.OperatorState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One upstream over all configs that have its id: its endpoints with all that is known of them,
 * requests in flight, the retry budget. What a config says of it is an {@link UpstreamPlan}, which
 * comes into force for all exchanges at once: routes hold the upstream, so that they need not be
 * compiled again when it changes. Closed when no snapshot in use has it any more.
 */
public final class Upstream implements AutoCloseable {
  private final String id;
  private final EndpointGroup<PooledEndpoint> group;
  private final PooledEndpoints endpoints;
  private final PendingLimit pending;
  private final UpstreamMetrics metrics;
  private final Scheduler scheduler;
  private final AtomicInteger inFlight = new AtomicInteger(); // by all workers
  private final RetryBudget retryBudget = new RetryBudget();

  // written by the control thread
  private volatile @Nullable TargetFeed feed;
  private volatile int maxRequests;
  private volatile HashSource hash = HashSource.NONE;

  Upstream(
      String id,
      EndpointGroup<PooledEndpoint> group,
      PooledEndpoints endpoints,
      PendingLimit pending,
      UpstreamMetrics metrics,
      Scheduler scheduler) {
    this.id = id;
    this.group = group;
    this.endpoints = endpoints;
    this.pending = pending;
    this.metrics = metrics;
    this.scheduler = scheduler;
  }

  // ---- the control thread

  /**
   * Puts a plan into force; when it returns, exchanges go by it. While a new feed knows nothing,
   * the targets of the one before stay.
   */
  void adopt(UpstreamPlan plan) {
    pending.most(plan.maxPending());
    endpoints.settings(plan.pools(), plan.maxConnections());
    maxRequests = plan.maxRequests();
    hash = plan.hash();
    TargetFeed next = plan.feed();
    feed = next;
    next.listener(() -> scheduler.after(0, () -> takeList(next)));
    group.apply(plan.settings(), next::latest);
    metrics.source(this::sample);
  }

  private void takeList(TargetFeed from) {
    List<Target> list = from.latest();
    if (list != null && from.equals(feed)) {
      group.targets(list);
    }
  }

  @Override
  public void close() {
    group.close();
    metrics.close();
  }

  // ---- any thread that may wait

  /** What metrics show. */
  private UpstreamSample sample() {
    GroupStatus status = group.status();
    Map<String, Boolean> healthy = new LinkedHashMap<>();
    for (EndpointStatus endpoint : status.endpoints()) {
      healthy.put(endpoint.target().address().toString(), endpoint.healthy());
    }
    Map<String, Long> ejections = new TreeMap<>();
    for (Map.Entry<Ejection, Long> reason : status.ejections().entrySet()) {
      ejections.put(reason.getKey().word(), reason.getValue());
    }
    TargetFeed from = feed;
    SourceStatus source = from == null ? SourceStatus.FRESH : from.status();
    return new UpstreamSample(
        healthy,
        status.panic(),
        ejections,
        status.checksPassed(),
        status.checksFailed(),
        source.staleness().toNanos() / 1e9,
        source.skipped());
  }

  /** What is known of its endpoints. */
  public GroupStatus status() {
    return group.status();
  }

  /**
   * Takes an operator's word on an endpoint; it beats checks and outlier detection, and holds over
   * reloads while the address is among the targets.
   *
   * @return false when it is not
   */
  public boolean operator(Address address, OperatorState state) {
    return group.operator(address, state);
  }

  // ---- workers

  public String id() {
    return id;
  }

  public UpstreamMetrics metrics() {
    return metrics;
  }

  public RetryBudget retryBudget() {
    return retryBudget;
  }

  /** What policies go by that keep like with like. */
  public HashSource hash() {
    return hash;
  }

  /**
   * Counts an exchange in; false when the upstream is full. Each success is paired with {@link
   * #leave}.
   */
  public boolean admit() {
    int most = maxRequests;
    int now = inFlight.incrementAndGet();
    if (most > 0 && now > most) {
      inFlight.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Counts an exchange out. */
  public void leave() {
    inFlight.decrementAndGet();
  }

  /** Endpoints that are not well: ejected, unhealthy, or put out by an operator. */
  public int unwell() {
    return group.unwell();
  }

  /** The endpoint for this exchange, or null when there is none. */
  public @Nullable PooledEndpoint select(Selection selection) {
    return group.select(selection);
  }
}
