package io.sluice.gateway.boot;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.EventLoop;
import io.sluice.gateway.api.Network;
import io.sluice.gateway.api.ResponseCache;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.ConfigWarning;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.RouteConfig;
import io.sluice.gateway.discovery.Discoveries;
import io.sluice.gateway.discovery.DnsServers;
import io.sluice.gateway.discovery.LoopScheduler;
import io.sluice.gateway.dns.HostResolver;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.document.Change;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.event.Workers;
import io.sluice.gateway.health.ProbeSockets;
import io.sluice.gateway.health.Probers;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.AccessLogs;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.observe.WorkerMetrics;
import io.sluice.gateway.overload.MemoryUse;
import io.sluice.gateway.overload.Overload;
import io.sluice.gateway.server.Listener;
import io.sluice.gateway.server.Transport;
import io.sluice.gateway.service.GatewayControl;
import io.sluice.gateway.service.GatewayService;
import io.sluice.gateway.service.Preflight;
import io.sluice.gateway.snapshot.Compiled;
import io.sluice.gateway.snapshot.GatewaySnapshot;
import io.sluice.gateway.snapshot.SnapshotCompiler;
import io.sluice.gateway.snapshot.SnapshotPublisher;
import io.sluice.gateway.upstream.Upstream;
import io.sluice.gateway.upstream.UpstreamFactory;
import io.sluice.loadbalancer.Scheduler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The parts of one gateway, and what is done with them together: start, reload, drain, end. Control
 * thread, but for what says otherwise.
 */
final class Engine {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /** How often the memory is looked at. */
  private static final long MEMORY_MILLIS = 250;

  private final GatewayConfig started; // some settings stay what they were then
  private final Transport transport;
  private final Workers workers;
  private final Metrics metrics;
  private final AccessLogs accessLogs;
  private final UpstreamThread upstreamThread;
  private final HostResolver hosts;
  private final DnsServers dns;
  private final Overload overload;
  private final SnapshotPublisher publisher;
  private final Listeners listeners;
  private final SnapshotCompiler compiler;
  private final Services services = new Services();
  private final StartWarmUp startWarmUp = new StartWarmUp();

  private volatile long revision; // written by the control thread
  private volatile @Nullable GatewaySnapshot serving; // written by the control thread

  /**
   * Starts the workers and nothing else; any thread.
   *
   * @throws IllegalArgumentException when the machine lacks the transport
   */
  Engine(GatewayConfig config, Executor control, Ticker ticker) {
    started = config;
    transport = Transport.of(config.server().transport());
    int wanted = config.server().workers();
    int count = wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
    workers = new Workers(count, transport.handlers(), ticker);
    metrics = new Metrics(count, ticker);
    if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
      metrics.buffers(provider.metric()::usedDirectMemory, provider.metric()::usedHeapMemory);
    }
    accessLogs = new AccessLogs(metrics);
    upstreamThread = new UpstreamThread(transport.handlers());
    EventLoop loop = upstreamThread.loop();
    hosts = HostResolver.ofSystem(loop, transport.datagrams(), transport.clients());
    dns = new DnsServers(loop, transport.datagrams(), transport.clients());
    overload = new Overload(count, config.overload(), new MemoryUse(), ticker);
    metrics.pressure(overload::pressure);
    publisher = new SnapshotPublisher(workers.all(), control);
    listeners = new Listeners(transport, workers, publisher, metrics);
    compiler =
        new SnapshotCompiler(
            upstreamFactory(config.server().zone(), ticker),
            () -> new Network(workers.group(), transport.clients(), listeners::addresses),
            overload,
            metrics,
            ticker);
  }

  private UpstreamFactory upstreamFactory(String zone, Ticker ticker) {
    EventLoop loop = upstreamThread.loop();
    Scheduler scheduler = new LoopScheduler(loop);
    return new UpstreamFactory(
        workers.all(),
        transport.clients(),
        hosts,
        new Discoveries(dns::resolver, scheduler, ticker),
        new Probers(new ProbeSockets(() -> loop, transport.clients(), hosts)),
        scheduler,
        metrics,
        ticker,
        zone);
  }

  /**
   * Serves the config of the start.
   *
   * @param source that config
   * @param number of its revision
   * @param opened told of it before anything else is
   * @param seen what services see of the gateway
   * @return lines on what has started, once all has
   */
  List<String> open(
      BoundDocument source, long number, Consumer<GatewaySnapshot> opened, GatewayControl seen)
      throws ConfigException, IOException {
    Compiled first = compiler.compile(source, log(source.config()), null);
    publisher.publish(first).join();
    serving(first.snapshot(), number);
    opened.accept(first.snapshot());
    for (Worker worker : workers.all()) {
      WorkerMetrics its = metrics.worker(worker.index());
      worker.start(
          lag -> {
            its.recordLag(lag);
            publisher.tick(worker);
            overload.ticked(worker.index(), lag);
          });
    }
    upstreamThread
        .loop()
        .scheduleWithFixedDelay(overload::sampleMemory, 0, MEMORY_MILLIS, TimeUnit.MILLISECONDS);
    List<String> lines = new ArrayList<>(services.start(seen));
    listeners.commit(listeners.prepare(source.config().listeners()));
    lines.addAll(listeners.lines());
    startWarmUp.serving(publisher.responseCache(), first.snapshot().warmUp());
    return lines;
  }

  /**
   * Compiles another config, and nothing more. Its log's file is opened anew where it may have been
   * moved away: without a change.
   *
   * @param changes that have led to it from the running one
   */
  Compiled compiled(BoundDocument source, List<Change> changes)
      throws ConfigException, IOException {
    GatewaySnapshot running = running();
    boolean same = source.config().accessLog().equals(running.config().accessLog());
    AccessLog log = same && !changes.isEmpty() ? running.accessLog() : log(source.config());
    return compiler.compile(source, changes, log, running);
  }

  /** The same for one that will not be served: it opens nothing. */
  Compiled tried(BoundDocument source, List<Change> changes) throws ConfigException {
    GatewaySnapshot running = running();
    boolean same = source.config().accessLog().equals(running.config().accessLog());
    AccessLog log = same ? running.accessLog() : AccessLog.off();
    return compiler.compile(source, changes, log, running);
  }

  /**
   * What would become of recent requests.
   *
   * @param changed routes that the candidate has and the running config has not, or not so
   */
  Preflight preflight(GatewaySnapshot candidate, List<RouteConfig> changed) {
    return PreflightRun.of(publisher.recentRequests(), running(), candidate, changed);
  }

  private GatewaySnapshot running() {
    return Objects.requireNonNull(publisher.latest(), "not open");
  }

  private AccessLog log(GatewayConfig config) throws IOException {
    GatewaySnapshot running = publisher.latest();
    return AccessLogs.isUsable(config.accessLog())
        ? accessLogs.open(config.accessLog(), running == null ? null : running.accessLog())
        : AccessLog.off(); // the compiler says what is wrong, with all else
  }

  /** Done between the last step that may fail and the first that may not; may fail itself. */
  interface Commit {
    void commit() throws IOException;
  }

  /**
   * Serves a config that was compiled; when anything fails the old one stays, untouched.
   *
   * @param number of its revision
   */
  void apply(Compiled compiled, long number, Commit commit) throws IOException {
    GatewayConfig config = compiled.snapshot().config();
    GatewaySnapshot latest = publisher.latest();
    GatewayConfig before = latest == null ? started : latest.config();
    Bound bound = null;
    boolean whole = false;
    try {
      bound = bound(config);
      commit.commit();
      whole = true;
    } finally {
      if (!whole) {
        if (bound != null) {
          bound.listeners.abandon();
          bound.services.abandon();
        }
        compiled.abandon();
      }
    }
    publisher.publish(compiled).join();
    listeners.commit(bound.listeners);
    bound.services.commit();
    serving(compiled.snapshot(), number);
    startWarmUp.serving(publisher.responseCache(), compiled.snapshot().warmUp());
    for (ConfigWarning ignored : ignored(before, config)) {
      LOG.warn("{}", ignored);
    }
  }

  /** What another config changes, and the gateway keeps from its start all the same. */
  List<ConfigWarning> ignored(GatewayConfig before, GatewayConfig next) {
    List<ConfigWarning> ignored = FixedSettings.ignored(started, next);
    ignored.removeAll(FixedSettings.ignored(started, before));
    return ignored;
  }

  /** The addresses of a config, bound where they are new, not yet in force. */
  private record Bound(Listeners.Plan listeners, GatewayService.Change services) {}

  /** Binds all or none. */
  private Bound bound(GatewayConfig config) throws IOException {
    GatewayService.Change change = services.prepare(config.admin().bind().socketAddress());
    boolean whole = false;
    try {
      Bound bound = new Bound(listeners.prepare(config.listeners()), change);
      whole = true;
      return bound;
    } finally {
      if (!whole) {
        change.abandon();
      }
    }
  }

  private void serving(GatewaySnapshot snapshot, long number) {
    serving = snapshot;
    revision = number;
    metrics.configRevision(number);
  }

  /** Has clients' connections end with their next response. */
  void windDown() {
    listeners.windDown();
  }

  /** Begins to drain; the listeners whose connections are still open, for any thread to watch. */
  List<Listener> drain() {
    return listeners.drain();
  }

  /** Ends everything; what cannot be ended is logged. */
  void end() {
    ControlThread.attempt(listeners::close);
    ControlThread.attempt(workers::endBackground);
    ControlThread.attempt(services::stop);
    ControlThread.attempt(publisher::close); // a loop may end without closing its channels
    ControlThread.attempt(dns::close);
    ControlThread.attempt(hosts::close);
    ControlThread.attempt(upstreamThread::close);
    ControlThread.attempt(workers::shutdown);
    ControlThread.attempt(metrics::close);
  }

  // ---- any thread

  Metrics metrics() {
    return metrics;
  }

  /** How many exchanges run that no connection stands for. */
  int background() {
    return workers.backgroundTasks();
  }

  long revision() {
    return revision;
  }

  /** An upstream of the running config, or null. */
  @Nullable Upstream upstream(String id) {
    GatewaySnapshot snapshot = serving;
    return snapshot == null ? null : snapshot.upstream(id);
  }

  /** The cache of the running config, or null. */
  @Nullable ResponseCache responseCache() {
    return publisher.responseCache();
  }

  InetSocketAddress address(String listenerId) {
    return listeners.address(listenerId);
  }

  /** Adds to a line of the log what the engine runs on. */
  LoggingEventBuilder described(LoggingEventBuilder line) {
    return line.addKeyValue("workers", workers.count()).addKeyValue("transport", transport.name());
  }
}
