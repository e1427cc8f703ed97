package io.sluice.gateway.boot;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.sluice.gateway.api.GatewayControl;
import io.sluice.gateway.api.GatewayService;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.AccessLogConfig;
import io.sluice.gateway.config.ConfigErrors;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.ServerConfig;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.event.Workers;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.server.Transport;
import io.sluice.gateway.snapshot.GatewaySnapshot;
import io.sluice.gateway.snapshot.SnapshotCompiler;
import io.sluice.gateway.snapshot.SnapshotPublisher;
import io.sluice.loadbalancer.RoundRobin;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: workers, the snapshot they serve, listeners, and services beside them. Two can
 * run in one JVM.
 *
 * <p>{@link #reload}, {@link #drain} and {@link #close} are for one thread, the control thread; the
 * methods of {@link GatewayControl} for any.
 */
public final class Gateway implements GatewayControl, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Workers workers;
  private final Transport transport;
  private final Metrics metrics;
  private final SnapshotCompiler compiler;
  private final SnapshotPublisher publisher;
  private final Listeners listeners;
  private final List<GatewayService> services = new ArrayList<>();

  private final ServerConfig running; // what the process was started with

  private boolean closed;
  private GatewaySnapshot snapshot;
  private AccessLog accessLog;
  private volatile long revision = 1; // written by the control thread
  private volatile boolean ready; // written by the control thread

  private Gateway(GatewayConfig config) throws ConfigException, IOException {
    Ticker ticker = Ticker.system();
    running = config.server();
    transport = Transport.of(config.server().transport());
    int count = config.server().workers();
    workers =
        new Workers(
            count == 0 ? Runtime.getRuntime().availableProcessors() : count,
            transport.handlers(),
            ticker);
    metrics = new Metrics(workers.count(), ticker);
    publisher = new SnapshotPublisher(workers.all());
    compiler =
        new SnapshotCompiler(workers.all(), transport.clients(), metrics, ticker, new RoundRobin());
    listeners = new Listeners(transport, workers, publisher, metrics);
    try {
      accessLog = AccessLog.open(config.accessLog(), metrics);
      snapshot = compiler.compile(revision, config, accessLog, null);
    } catch (ConfigException | IOException | RuntimeException e) {
      workers.shutdown();
      metrics.close();
      throw e;
    }
    metrics.configRevision(revision);
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
      metrics.buffers(provider.metric()::usedDirectMemory, provider.metric()::usedHeapMemory);
    }
  }

  /**
   * Starts a gateway with the filters and services of the class path.
   *
   * @param out told of each listener, each service, and when all is ready
   * @throws ConfigException when the config does not compile
   * @throws IOException when an address cannot be bound or a service cannot start
   */
  public static Gateway start(GatewayConfig config, PrintStream out)
      throws ConfigException, IOException {
    long begun = System.nanoTime();
    Gateway gateway = new Gateway(config);
    try {
      gateway.open(config, out);
    } catch (IOException | RuntimeException e) {
      gateway.close();
      throw e;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    out.println("ready in " + millis + " ms");
    LOG.info(
        "ready: {} routes, {} upstreams, {} workers, transport {}, {} ms",
        config.routes().size(),
        config.upstreams().size(),
        gateway.workers.count(),
        gateway.transport.name(),
        millis);
    return gateway;
  }

  /**
   * Compiles a config without running it.
   *
   * @throws ConfigException with every error
   */
  public static void check(GatewayConfig config) throws ConfigException {
    try {
      AccessLog.checkFormat(config.accessLog().format());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(ConfigErrors.of(String.valueOf(e.getMessage()), 0));
    }
    try (Metrics unused = new Metrics(1, Ticker.system())) {
      new SnapshotCompiler(
              List.of(),
              () -> {
                throw new IllegalStateException("a check opens no connection");
              },
              unused,
              Ticker.system(),
              new RoundRobin())
          .compile(1, config, AccessLog.off(), null);
    }
  }

  private void open(GatewayConfig config, PrintStream out) throws IOException {
    publisher.publish(snapshot, null).join();
    for (Worker worker : workers.all()) {
      worker.start(metrics.worker(worker.index())::recordLag);
    }
    for (GatewayService service : ServiceLoader.load(GatewayService.class)) {
      start(service, out);
    }
    listeners.open(config.listeners(), out);
    ready = true;
  }

  private void start(GatewayService service, PrintStream out) throws IOException {
    try {
      out.println(service.name() + " on " + service.start(this));
      services.add(service);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(service.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Applies another config: compiles it, has every worker adopt it, opens and drains listeners.
   * Returns when all workers serve it. The old config stays when anything fails.
   *
   * @throws ConfigException when it does not compile
   * @throws IOException when a new listener's address cannot be bound
   */
  public void reload(GatewayConfig config) throws ConfigException, IOException {
    boolean applied = false;
    AccessLog log = accessLog;
    try {
      log = logFor(config.accessLog());
      GatewaySnapshot next = compiler.compile(revision + 1, config, log, snapshot);
      try {
        listeners.prepare(config.listeners());
      } catch (IOException e) {
        next.abandon(snapshot);
        throw e;
      }
      publisher.publish(next, snapshot).join();
      listeners.commit(config.listeners());
      snapshot = next;
      revision = next.revision();
      applied = true;
    } finally {
      AccessLog superseded = applied ? accessLog : log;
      if (log != accessLog) {
        superseded.close();
      }
      accessLog = applied ? log : accessLog;
      metrics.configReloaded(applied);
    }
    metrics.configRevision(revision);
    if (!config.server().equals(running)) {
      LOG.warn("server: changed, but fixed until a restart: {} stays", running);
    }
    LOG.info("serving revision {}: {} routes", revision, config.routes().size());
  }

  /** Counts a reload whose config had errors that {@link #reload} never saw. */
  void reloadRefused() {
    metrics.configReloaded(false);
  }

  private AccessLog logFor(AccessLogConfig wanted) throws IOException {
    if (wanted.equals(snapshot.config().accessLog())) {
      accessLog.reopen();
      return accessLog;
    }
    return AccessLog.open(wanted, metrics);
  }

  /** Stops accepting, lets exchanges in flight end, at most {@code drain_timeout}; waits. */
  public void drain() {
    ready = false;
    Duration deadline = snapshot.config().server().drainTimeout();
    LOG.info("draining, at most {} s", deadline.toSeconds());
    int left = listeners.drain(deadline);
    if (left == 0) {
      LOG.info("drained");
    } else {
      LOG.warn("{} connections did not end in time and are closed", left);
    }
  }

  /** Ends everything at once; the second call does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    ready = false;
    listeners.close();
    for (GatewayService service : services) {
      service.stop();
    }
    snapshot.abandon(null); // a loop may end without closing its channels
    workers.shutdown();
    accessLog.close();
    metrics.close();
  }

  /** Where a listener is bound, with the port that the system chose. */
  public InetSocketAddress address(String listenerId) {
    return listeners.address(listenerId);
  }

  // ---- GatewayControl

  @Override
  public InetSocketAddress adminAddress() {
    return snapshot.config().admin().bind().socketAddress();
  }

  @Override
  public boolean ready() {
    return ready;
  }

  @Override
  public String scrape() {
    return metrics.scrape();
  }

  @Override
  public long revision() {
    return revision;
  }
}
