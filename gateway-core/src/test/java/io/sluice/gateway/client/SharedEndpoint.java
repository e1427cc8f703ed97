package io.sluice.gateway.client;

import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.NoopAddressResolverGroup;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.event.Workers;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** One endpoint, with a pool for each of several workers, as the gateway sets them up. */
final class SharedEndpoint implements AutoCloseable {
  final ConnectionBudget budget;
  final PendingLimit pending;
  final CountingOrigin origin = new CountingOrigin();
  final List<ConnectionPool> pools = new ArrayList<>();
  private final Workers workers;
  private final Metrics metrics;

  SharedEndpoint(int workerCount, int maxConnections, int maxPending) {
    this(workerCount, maxConnections, maxPending, System::nanoTime);
  }

  SharedEndpoint(int workerCount, int maxConnections, int maxPending, Ticker ticker) {
    new NioSocketChannel().unsafe().closeForcibly(); // the first one reads files
    budget = new ConnectionBudget(maxConnections);
    pending = new PendingLimit(maxPending);
    workers = new Workers(workerCount, NioIoHandler.newFactory(), ticker);
    metrics = new Metrics(workerCount, ticker);
    for (Worker worker : workers.all()) {
      ConnectionPool pool =
          new ConnectionPool(
              worker,
              NioSocketChannel::new,
              NoopAddressResolverGroup.INSTANCE,
              origin.address(),
              new PoolSettings(0, 0, 5_000),
              budget,
              pending,
              metrics.upstream("origin"));
      budget.join(pool);
      pools.add(pool);
    }
  }

  /** Does something with a worker's pool on its loop, and waits for that. */
  void on(int worker, Consumer<ConnectionPool> action) {
    CountDownLatch done = new CountDownLatch(1);
    workers
        .all()
        .get(worker)
        .loop()
        .execute(
            () -> {
              action.accept(pools.get(worker));
              done.countDown();
            });
    Await.open(done);
  }

  void execute(int worker, Runnable task) {
    workers.all().get(worker).loop().execute(task);
  }

  /** Asks at a worker for a connection, which is kept. */
  Asker ask(int worker) {
    Asker asker = new Asker();
    on(worker, pool -> pool.acquire(asker));
    return asker;
  }

  /** Asks at a worker for a connection, and waits for it. */
  Asker take(int worker) {
    Asker asker = ask(worker);
    Await.until("it is told", () -> asker.told.get() > 0);
    connection(asker);
    return asker;
  }

  /** Returns a connection to its pool. */
  void giveBack(int worker, Asker from) {
    on(worker, pool -> connection(from).giveBack());
  }

  static UpstreamConnection connection(Asker of) {
    UpstreamConnection connection = of.connection;
    if (connection == null) {
      throw new AssertionError("it was given no connection: " + of.error);
    }
    return connection;
  }

  @Override
  public void close() {
    workers.shutdown();
    metrics.close();
    origin.close();
  }
}
