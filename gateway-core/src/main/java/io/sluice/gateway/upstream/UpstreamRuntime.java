package io.sluice.gateway.upstream;

import io.sluice.gateway.client.PendingLimit;
import io.sluice.gateway.client.PoolSettings;
import io.sluice.gateway.observe.UpstreamMetrics;
import io.sluice.gateway.observe.UpstreamSample;
import io.sluice.loadbalancer.Scheduler;
import io.sluice.loadbalancer.SourceStatus;
import io.sluice.loadbalancer.Target;
import io.sluice.loadbalancer.group.Ejection;
import io.sluice.loadbalancer.group.EndpointGroup;
import io.sluice.loadbalancer.group.EndpointStatus;
import io.sluice.loadbalancer.group.GroupSettings;
import io.sluice.loadbalancer.group.GroupStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What of an upstream outlives configs: its endpoints with all that is known of them, requests in
 * flight, the retry budget. Shared by the snapshots that have an upstream of its id, closed with
 * the last.
 */
final class UpstreamRuntime implements AutoCloseable {
  private final EndpointGroup<PooledEndpoint> group;
  private final PooledEndpoints endpoints;
  private final PendingLimit pending;
  private final UpstreamMetrics metrics;
  private final Scheduler scheduler;
  private final AtomicInteger inFlight = new AtomicInteger(); // by all workers
  private final RetryBudget retryBudget = new RetryBudget();

  private volatile @Nullable TargetFeed feed; // written by the control thread

  UpstreamRuntime(
      EndpointGroup<PooledEndpoint> group,
      PooledEndpoints endpoints,
      PendingLimit pending,
      UpstreamMetrics metrics,
      Scheduler scheduler) {
    this.group = group;
    this.endpoints = endpoints;
    this.pending = pending;
    this.metrics = metrics;
    this.scheduler = scheduler;
  }

  EndpointGroup<PooledEndpoint> group() {
    return group;
  }

  UpstreamMetrics metrics() {
    return metrics;
  }

  AtomicInteger inFlight() {
    return inFlight;
  }

  RetryBudget retryBudget() {
    return retryBudget;
  }

  /**
   * Puts a config into force; when it returns, exchanges go by it. While a new feed knows nothing,
   * the targets of the one before stay. Control thread.
   */
  void adopt(
      GroupSettings<PooledEndpoint> settings,
      TargetFeed next,
      PoolSettings pools,
      int maxConnections,
      int maxPending) {
    pending.most(maxPending);
    endpoints.settings(pools, maxConnections);
    feed = next;
    next.listener(() -> scheduler.after(0, () -> takeList(next)));
    group.apply(settings, next::latest);
    metrics.source(this::sample);
  }

  private void takeList(TargetFeed from) {
    List<Target> list = from.latest();
    if (list != null && from.equals(feed)) {
      group.targets(list);
    }
  }

  /** What metrics show; any thread that may wait. */
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

  @Override
  public void close() {
    group.close();
    metrics.close();
  }
}
