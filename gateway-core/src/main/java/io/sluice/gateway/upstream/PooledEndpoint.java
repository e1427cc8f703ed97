package io.sluice.gateway.upstream;

import io.sluice.gateway.client.ConnectionBudget;
import io.sluice.gateway.client.ConnectionPool;
import io.sluice.gateway.client.PoolSettings;
import io.sluice.gateway.event.Worker;
import io.sluice.loadbalancer.Endpoint;
import io.sluice.loadbalancer.Target;
import java.util.List;
import java.util.function.Function;

/** An endpoint with one connection pool for each worker. */
public final class PooledEndpoint extends Endpoint implements AutoCloseable {
  private final ConnectionBudget budget; // shared by the pools
  private final ConnectionPool[] pools; // by worker index; each used on its worker's loop only
  private final List<Worker> workers;
  private final String name;

  /**
   * @param budget of its connections, over all workers
   * @param pool makes a worker's pool
   */
  PooledEndpoint(
      Target target,
      List<Worker> workers,
      ConnectionBudget budget,
      Function<Worker, ConnectionPool> pool) {
    super(target);
    this.workers = workers;
    this.name = target.address().toString();
    this.budget = budget;
    this.pools = new ConnectionPool[workers.size()];
    for (Worker worker : workers) {
      ConnectionPool its = pool.apply(worker);
      budget.join(its);
      pools[worker.index()] = its;
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

  /** Changes how its connections are kept. Any thread. */
  void settings(PoolSettings changed) {
    for (Worker worker : workers) {
      worker.loop().execute(() -> pool(worker).settings(changed));
    }
  }

  /** Closes idle connections now and the others as their exchanges end. Any thread. */
  @Override
  public void close() {
    for (Worker worker : workers) {
      worker.loop().execute(pool(worker)::close);
    }
  }
}
