package io.sluice.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.sluice.gateway.client.ConnectionBudget;
import io.sluice.gateway.client.ConnectionPool;
import io.sluice.gateway.client.PendingLimit;
import io.sluice.gateway.client.PoolSettings;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.observe.UpstreamMetrics;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.Target;
import java.net.InetSocketAddress;
import java.util.List;

/** An endpoint with one connection pool for each worker. */
public final class PooledEndpoint extends Endpoint implements AutoCloseable {
  private final InetSocketAddress address;
  private final PoolSettings settings;
  private final ConnectionBudget budget; // shared by the pools
  private final ConnectionPool[] pools; // by worker index; each used on its worker's loop only
  private final List<Worker> workers;
  private final String name;

  PooledEndpoint(
      Target target,
      InetSocketAddress address,
      List<Worker> workers,
      ChannelFactory<? extends Channel> channels,
      PoolSettings settings,
      int maxConnections,
      PendingLimit pending,
      UpstreamMetrics metrics) {
    super(target);
    this.address = address;
    this.settings = settings;
    this.workers = workers;
    this.name = target.address().toString();
    this.budget = new ConnectionBudget(maxConnections);
    this.pools = new ConnectionPool[workers.size()];
    for (Worker worker : workers) {
      ConnectionPool pool =
          new ConnectionPool(worker, channels, address, settings, budget, pending, metrics);
      budget.join(pool);
      pools[worker.index()] = pool;
    }
  }

  /** The pool of that worker; to be used on its loop. */
  public ConnectionPool pool(Worker worker) {
    return pools[worker.index()];
  }

  /** Host and port as configured. */
  public String name() {
    return name;
  }

  /** Changes the cap on its connections, over all workers; they stay open. Any thread. */
  void maxConnections(int most) {
    budget.most(most);
  }

  boolean fits(InetSocketAddress wanted, PoolSettings wantedSettings) {
    return address.equals(wanted) && settings.equals(wantedSettings);
  }

  /** Closes idle connections now and the others as their exchanges end. Any thread. */
  @Override
  public void close() {
    for (Worker worker : workers) {
      worker.loop().execute(pool(worker)::close);
    }
  }
}
