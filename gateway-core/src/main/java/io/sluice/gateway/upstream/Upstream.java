package io.sluice.gateway.upstream;

import io.sluice.gateway.client.PoolSettings;
import io.sluice.gateway.config.UpstreamConfig;
import io.sluice.gateway.observe.UpstreamMetrics;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Selection;
import io.sluice.loadbalancer.group.GroupSettings;
import io.sluice.loadbalancer.group.GroupStatus;
import io.sluice.loadbalancer.group.OperatorState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One upstream as one snapshot sees it: the config's say, and the parts with state that a later
 * snapshot's upstream of the same id takes over. Immutable but for those parts, and making one
 * changes nothing in them: that waits for {@link #adopt}.
 */
public final class Upstream {
  private final String id;
  private final int maxRequests;
  private final int maxConnections;
  private final int maxPending;
  private final PoolSettings pools;
  private final GroupSettings<PooledEndpoint> settings;
  private final TargetFeed feed;
  private final UpstreamRuntime runtime;

  Upstream(
      UpstreamConfig config,
      GroupSettings<PooledEndpoint> settings,
      PoolSettings pools,
      TargetFeed feed,
      UpstreamRuntime runtime) {
    this.id = config.id();
    this.maxRequests = config.limits().maxRequests();
    this.maxConnections = config.connectionPool().maxConnections();
    this.maxPending = config.limits().maxPending();
    this.pools = pools;
    this.settings = settings;
    this.feed = feed;
    this.runtime = runtime;
  }

  TargetFeed feed() {
    return feed;
  }

  UpstreamRuntime runtime() {
    return runtime;
  }

  // ---- the control thread

  /** What it has open, and may share with earlier and later snapshots. */
  public List<AutoCloseable> shared() {
    return List.of(feed, runtime);
  }

  /**
   * Begins to look for its targets, if nobody has yet.
   *
   * @return completes when they are known; at once when somebody has begun before
   */
  public CompletableFuture<Void> discover() {
    return feed.open();
  }

  /**
   * Its config runs from now on: for the endpoints, their connections and caps, and for what
   * metrics show. Before an exchange uses it.
   */
  public void adopt() {
    runtime.adopt(settings, feed, pools, maxConnections, maxPending);
  }

  // ---- any thread that may wait

  /** What is known of its endpoints. */
  public GroupStatus status() {
    return runtime.group().status();
  }

  /**
   * Takes an operator's word on an endpoint; it beats checks and outlier detection, and holds over
   * reloads while the address is among the targets.
   *
   * @return false when it is not
   */
  public boolean operator(Address address, OperatorState state) {
    return runtime.group().operator(address, state);
  }

  // ---- workers

  public String id() {
    return id;
  }

  public UpstreamMetrics metrics() {
    return runtime.metrics();
  }

  public RetryBudget retryBudget() {
    return runtime.retryBudget();
  }

  /**
   * Counts an exchange in; false when the upstream is full. Each success is paired with {@link
   * #leave}.
   */
  public boolean admit() {
    int now = runtime.inFlight().incrementAndGet();
    if (maxRequests > 0 && now > maxRequests) {
      runtime.inFlight().decrementAndGet();
      return false;
    }
    return true;
  }

  /** Counts an exchange out. */
  public void leave() {
    runtime.inFlight().decrementAndGet();
  }

  /** Endpoints that are not well: ejected, unhealthy, or put out by an operator. */
  public int unwell() {
    return runtime.group().unwell();
  }

  /** The endpoint for this exchange, or null when there is none. */
  public @Nullable PooledEndpoint select(Selection selection) {
    return runtime.group().select(selection);
  }
}
