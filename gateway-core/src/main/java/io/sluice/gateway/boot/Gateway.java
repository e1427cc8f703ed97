package io.sluice.gateway.boot;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.sluice.gateway.api.ResponseCache;
import io.sluice.gateway.api.Ticker;
import io.sluice.gateway.config.ConfigError;
import io.sluice.gateway.config.ConfigErrors;
import io.sluice.gateway.config.ConfigException;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.config.Plugins;
import io.sluice.gateway.config.UpstreamConfig;
import io.sluice.gateway.discovery.Discoveries;
import io.sluice.gateway.document.BoundDocument;
import io.sluice.gateway.health.ProbeSockets;
import io.sluice.gateway.health.Probers;
import io.sluice.gateway.observe.AccessLog;
import io.sluice.gateway.observe.Figures;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.overload.Overload;
import io.sluice.gateway.server.Listener;
import io.sluice.gateway.server.Transport;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.GatewayControl;
import io.sluice.gateway.snapshot.SnapshotCompiler;
import io.sluice.gateway.upstream.Upstream;
import io.sluice.gateway.upstream.UpstreamFactory;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.Scheduler;
import io.sluice.loadbalancer.group.GroupStatus;
import io.sluice.loadbalancer.group.OperatorState;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: workers, the snapshot they serve, listeners, and services beside them. Two can
 * run in one JVM.
 *
 * <p>Its methods may be called from any thread, but not by its own services while they start or
 * stop. Whatever changes it is done by its control thread, one change after another, and the caller
 * waits.
 */
public final class Gateway implements GatewayControl, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final ControlThread control = new ControlThread();
  private final Engine engine;
  private final ConfigOrigin origin;
  private final LiveConfig live;
  private final Duration drainTimeout;
  private final Duration drainDelay;
  private final AtomicBoolean closed = new AtomicBoolean();

  private volatile State state = State.STARTING; // written by the control thread
  private volatile InetSocketAddress adminAddress; // written by the service that binds it

  private Gateway(ConfigOrigin origin, Ticker ticker) {
    GatewayConfig config = origin.start().config();
    this.origin = origin;
    engine = new Engine(config, control, ticker);
    live = new LiveConfig(control, engine, origin);
    drainTimeout = config.server().drainTimeout();
    drainDelay = config.server().drainDelay();
    adminAddress = config.admin().bind().socketAddress();
  }

  /**
   * Starts a gateway with the filters and services of the class path.
   *
   * @param out told of each service, each listener, and when all is ready; of nothing when the
   *     start fails
   * @throws ConfigException when the config does not compile
   * @throws IOException when an address cannot be bound or a service cannot start
   */
  public static Gateway start(ConfigOrigin origin, PrintStream out)
      throws ConfigException, IOException {
    return start(origin, out, Ticker.system());
  }

  /** The same with a clock that decides when timeouts expire. */
  public static Gateway start(ConfigOrigin origin, PrintStream out, Ticker ticker)
      throws ConfigException, IOException {
    long begun = System.nanoTime();
    GatewayConfig config = origin.start().config();
    if (!Transport.works(config.server().transport())) {
      check(origin.start()); // throws: that, and whatever else is wrong
    }
    Gateway gateway = new Gateway(origin, ticker);
    gateway.open(out);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    out.println("ready in " + millis + " ms");
    gateway
        .engine
        .described(LOG.atInfo())
        .addKeyValue("routes", config.routes().size())
        .addKeyValue("upstreams", config.upstreams().size())
        .addKeyValue("millis", millis)
        .log("ready");
    return gateway;
  }

  /**
   * Compiles a config without running it.
   *
   * @throws ConfigException with every error
   */
  public static void check(BoundDocument source) throws ConfigException {
    GatewayConfig config = source.config();
    List<ConfigError> errors = new ArrayList<>();
    try {
      Transport.check(config.server().transport());
    } catch (IllegalArgumentException e) {
      errors.add(new ConfigError("server.transport", String.valueOf(e.getMessage()), 0));
    }
    try {
      compile(source);
    } catch (ConfigException e) {
      errors.addAll(e.errors().all());
    }
    if (!errors.isEmpty()) {
      throw new ConfigException(new ConfigErrors(errors));
    }
  }

  /** With parts that are never used: a check opens no connection and asks nobody. */
  private static void compile(BoundDocument source) throws ConfigException {
    GatewayConfig config = source.config();
    Ticker ticker = Ticker.system();
    Scheduler scheduler = (nanos, task) -> () -> {};
    Supplier<EventLoop> loops = Gateway::unused;
    ChannelFactory<SocketChannel> channels = Gateway::unused;
    DefaultAddressResolverGroup hosts = DefaultAddressResolverGroup.INSTANCE;
    try (Metrics metrics = new Metrics(1, ticker)) {
      UpstreamFactory upstreams =
          new UpstreamFactory(
              List.of(),
              channels,
              hosts,
              new Discoveries(servers -> unused(), scheduler, ticker),
              new Probers(new ProbeSockets(loops, channels, hosts)),
              scheduler,
              metrics,
              ticker,
              config.server().zone());
      Overload overload = new Overload(1, config.overload(), () -> 0, ticker);
      new SnapshotCompiler(upstreams, Gateway::unused, overload, metrics, ticker)
          .compile(source, AccessLog.off(), null);
    }
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // it never returns
  private static <T> T unused() {
    throw new IllegalStateException("a check opens no connection");
  }

  private void open(PrintStream out) throws ConfigException, IOException {
    List<String> lines = new ArrayList<>();
    boolean open = false;
    try {
      control.run(
          () -> {
            lines.addAll(
                engine.open(origin.start(), origin.history().last().number(), live::opened, this));
            live.started();
            state = State.READY;
          });
      open = true;
    } finally {
      if (!open) {
        close();
      }
    }
    lines.forEach(out::println);
  }

  /**
   * Applies what the config's file says now: each resource that was changed there since it was read
   * last. Returns when all workers serve it. When anything fails the old config stays, untouched.
   *
   * @throws ConfigException when it does not compile
   * @throws IOException when a new address cannot be bound, a service refuses, the store cannot
   *     take it, or the access log cannot be opened
   */
  public void reload(BoundDocument file) throws ConfigException, IOException {
    live.reload(file);
  }

  /** Counts a reload whose config had errors that {@link #reload} never saw. */
  void reloadRefused() {
    engine.metrics().configReloaded(false);
  }

  /**
   * Says that it is not ready, for the {@code drain_delay} of the start; then stops accepting and
   * lets exchanges in flight end, at most its {@code drain_timeout}. Waits.
   */
  public void drain() {
    if (!drainDelay.isZero()) {
      LOG.atInfo().addKeyValue("seconds", drainDelay.toSeconds()).log("not ready any more");
      prepareToStop();
      try {
        TimeUnit.NANOSECONDS.sleep(drainDelay.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    LOG.atInfo().addKeyValue("seconds_at_most", drainTimeout.toSeconds()).log("draining");
    List<Listener> draining = new ArrayList<>();
    change(
        () -> {
          state = State.DRAINING;
          draining.addAll(engine.drain());
        });
    int left = Drain.await(draining, engine::background, drainTimeout);
    if (left == 0) {
      LOG.info("drained");
    } else {
      LOG.atWarn()
          .addKeyValue("connections", left)
          .log("not drained in time: what is left is closed");
    }
  }

  /** Ends everything at once; the second call does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      change(
          () -> {
            state = State.DRAINING;
            engine.end();
            origin.close();
          });
      control.close();
    }
  }

  /** A change that opens nothing and reads no config. */
  private void change(Runnable change) {
    try {
      control.run(change::run);
    } catch (ConfigException | IOException e) {
      throw new IllegalStateException(e); // it throws neither
    }
  }

  /**
   * Where a listener is bound, with the port that the system chose.
   *
   * @throws IllegalArgumentException when there is none of that id
   */
  public InetSocketAddress address(String listenerId) {
    return engine.address(listenerId);
  }

  // ---- GatewayControl

  @Override
  public InetSocketAddress adminAddress() {
    return adminAddress;
  }

  @Override
  public void adminBound(InetSocketAddress address) {
    adminAddress = address;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public String scrape() {
    return engine.metrics().scrape();
  }

  @Override
  public long revision() {
    return engine.revision();
  }

  @Override
  public SortedSet<String> upstreams() {
    return live.now().snapshot().config().upstreams().stream()
        .map(UpstreamConfig::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public @Nullable GroupStatus endpoints(String upstreamId) {
    Upstream upstream = engine.upstream(upstreamId);
    return upstream == null ? null : upstream.status();
  }

  @Override
  public boolean operator(String upstreamId, Address endpoint, OperatorState state) {
    Upstream upstream = engine.upstream(upstreamId);
    return upstream != null && upstream.operator(endpoint, state);
  }

  @Override
  public ConfigControl config() {
    return live;
  }

  @Override
  public Plugins plugins() {
    return origin.loader().plugins();
  }

  @Override
  public Figures figures() {
    return engine.metrics().figures();
  }

  @Override
  public @Nullable Figures figures(String routeId) {
    return engine.metrics().figures(routeId);
  }

  @Override
  public @Nullable ResponseCache responseCache() {
    return engine.responseCache();
  }

  @Override
  public void prepareToStop() {
    change(
        () -> {
          state = State.DRAINING;
          engine.windDown();
        });
  }
}
