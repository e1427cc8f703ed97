package io.sluice.loadbalancer.consul;

import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.Target;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The instances of one service in Consul. Subscriptions of equal queries to one watcher share one
 * question to Consul, whichever {@code ConsulDiscovery} they came through. The last list holds
 * through any trouble with Consul; when the first question of a run fails, the list of an earlier
 * run is told, if there is one.
 */
public final class ConsulDiscovery implements Discovery {
  private final ConsulWatcher watcher;
  private final ServiceQuery query;

  /**
   * Asks nothing until someone subscribes.
   *
   * @param watcher stays the caller's to close, after the subscriptions
   */
  public ConsulDiscovery(ConsulWatcher watcher, ServiceQuery query) {
    this.watcher = Objects.requireNonNull(watcher, "watcher");
    this.query = Objects.requireNonNull(query, "query");
  }

  /** Which service it is. */
  public ServiceQuery query() {
    return query;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException when the watcher is closed
   */
  @Override
  public Subscription subscribe(Consumer<? super List<Target>> listener) {
    return watcher.watch(query, listener);
  }
}
