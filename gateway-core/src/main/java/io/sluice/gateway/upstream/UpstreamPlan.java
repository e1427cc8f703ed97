package io.sluice.gateway.upstream;

import io.sluice.gateway.client.PoolSettings;
import io.sluice.loadbalancer.group.GroupSettings;
import java.util.concurrent.CompletableFuture;

/**
 * What one config says of an upstream. Making one changes nothing: that waits for {@link #adopt}.
 * Control thread.
 *
 * @param upstream the one of its id, carried over or new
 * @param feed of its targets, carried over while they come from the same source
 */
public record UpstreamPlan(
    Upstream upstream,
    TargetFeed feed,
    GroupSettings<PooledEndpoint> settings,
    PoolSettings pools,
    int maxRequests,
    int maxConnections,
    int maxPending,
    HashSource hash) {

  /**
   * Begins to look for its targets, if nobody has yet.
   *
   * @return completes when they are known; at once when somebody has begun before
   */
  public CompletableFuture<Void> discover() {
    return feed.open();
  }

  /** It runs from now on; before an exchange of its config uses the upstream. */
  public void adopt() {
    upstream.adopt(this);
  }
}
