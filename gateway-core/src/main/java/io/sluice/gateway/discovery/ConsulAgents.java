package io.sluice.gateway.discovery;

import io.sluice.gateway.config.ConsulConfig;
import io.sluice.gateway.config.ConsulDiscoveryConfig;
import io.sluice.loadbalancer.Discovery;
import io.sluice.loadbalancer.SourceStatus;
import io.sluice.loadbalancer.Target;
import io.sluice.loadbalancer.consul.ConsulDiscovery;
import io.sluice.loadbalancer.consul.ConsulOptions;
import io.sluice.loadbalancer.consul.ConsulWatcher;
import io.sluice.loadbalancer.consul.ServiceQuery;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The Consul agents in use, one watcher with its threads for each. A watcher begins with the first
 * subscription to something of its agent and ends with the last, whatever configs they came from:
 * upstreams share it, and so do reloads. Any thread that may wait.
 */
final class ConsulAgents {
  private final Map<ConsulOptions, Watched> watched = new HashMap<>(); // guarded by this

  private static final class Watched {
    final ConsulWatcher watcher;
    int users;

    Watched(ConsulWatcher watcher) {
      this.watcher = watcher;
    }
  }

  /**
   * A service's instances.
   *
   * @throws IllegalArgumentException when the configs make no sense together
   */
  Discovery discovery(ConsulConfig agent, ConsulDiscoveryConfig service) {
    ConsulOptions options = options(agent);
    ServiceQuery query = service.query(agent);
    return listener -> subscribe(options, query, listener);
  }

  private static ConsulOptions options(ConsulConfig agent) {
    ConsulOptions options = new ConsulOptions(agent.uri()).withConnections(agent.connections());
    return agent.dump().isEmpty() ? options : options.dumpingTo(Path.of(agent.dump()));
  }

  private Discovery.Subscription subscribe(
      ConsulOptions options, ServiceQuery query, Consumer<? super List<Target>> listener) {
    ConsulWatcher watcher = acquire(options);
    Discovery.Subscription subscription = new ConsulDiscovery(watcher, query).subscribe(listener);
    return new Shared(subscription, () -> release(options));
  }

  private synchronized ConsulWatcher acquire(ConsulOptions options) {
    Watched found = watched.computeIfAbsent(options, o -> new Watched(new ConsulWatcher(o)));
    found.users++;
    return found.watcher;
  }

  private void release(ConsulOptions options) {
    ConsulWatcher last = null;
    synchronized (this) {
      Watched found = watched.get(options);
      if (found != null && --found.users == 0) {
        watched.remove(options);
        last = found.watcher;
      }
    }
    if (last != null) {
      last.close();
    }
  }

  /** A subscription that lets its watcher go. */
  private static final class Shared implements Discovery.Subscription {
    private final Discovery.Subscription subscription;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    Shared(Discovery.Subscription subscription, Runnable release) {
      this.subscription = subscription;
      this.release = release;
    }

    @Override
    public SourceStatus status() {
      return subscription.status();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        subscription.close();
        release.run();
      }
    }
  }
}
