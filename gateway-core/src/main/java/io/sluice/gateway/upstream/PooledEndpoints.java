package io.sluice.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.NetUtil;
import io.sluice.gateway.client.ConnectionBudget;
import io.sluice.gateway.client.ConnectionPool;
import io.sluice.gateway.client.PendingLimit;
import io.sluice.gateway.client.PoolSettings;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.observe.UpstreamMetrics;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Target;
import io.sluice.loadbalancer.group.EndpointGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes the endpoints of one upstream and keeps their settings alike, over all configs. Any thread
 * that may wait.
 */
final class PooledEndpoints implements EndpointGroup.Lifecycle<PooledEndpoint> {
  private final List<Worker> workers;
  private final ChannelFactory<? extends Channel> channels;
  private final AddressResolverGroup<InetSocketAddress> resolver;
  private final PendingLimit pending;
  private final UpstreamMetrics metrics;

  // guarded by this
  private final Set<PooledEndpoint> open = new LinkedHashSet<>();
  private PoolSettings settings;
  private int maxConnections;

  /**
   * @param pending shared by all pools
   */
  PooledEndpoints(
      List<Worker> workers,
      ChannelFactory<? extends Channel> channels,
      AddressResolverGroup<InetSocketAddress> resolver,
      PoolSettings settings,
      int maxConnections,
      PendingLimit pending,
      UpstreamMetrics metrics) {
    this.workers = workers;
    this.channels = channels;
    this.resolver = resolver;
    this.settings = settings;
    this.maxConnections = maxConnections;
    this.pending = pending;
    this.metrics = metrics;
  }

  /** Changes how all of them keep connections; connections that are open stay. */
  synchronized void settings(PoolSettings changed, int most) {
    boolean differs = !changed.equals(settings);
    settings = changed;
    maxConnections = most;
    for (PooledEndpoint endpoint : open) {
      endpoint.maxConnections(most);
      if (differs) {
        endpoint.settings(changed);
      }
    }
  }

  @Override
  public synchronized PooledEndpoint open(Target target) {
    InetSocketAddress address = socketAddress(target.address());
    ConnectionBudget budget = new ConnectionBudget(maxConnections);
    PoolSettings now = settings;
    PooledEndpoint endpoint =
        new PooledEndpoint(
            target,
            workers,
            budget,
            worker ->
                new ConnectionPool(
                    worker, channels, resolver, address, now, budget, pending, metrics));
    open.add(endpoint);
    return endpoint;
  }

  @Override
  public synchronized void close(PooledEndpoint endpoint) {
    open.remove(endpoint);
    endpoint.close();
  }

  /**
   * A name is left to the resolver: it is looked up for each connection, as long as its TTL says.
   */
  static InetSocketAddress socketAddress(Address address) {
    String host = address.host();
    if (!NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host)) {
      return InetSocketAddress.createUnresolved(host, address.port());
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), address.port()); // looks nothing up
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address + " (expected: an address that exists here)", e);
    }
  }
}
