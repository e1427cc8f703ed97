package io.sluice.gateway.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.Future;
import io.sluice.gateway.config.ListenerConfig;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.event.Workers;
import io.sluice.gateway.observe.Metrics;
import io.sluice.gateway.proxy.ClientInfo;
import io.sluice.gateway.snapshot.ListenerRules;
import io.sluice.gateway.snapshot.SnapshotLease;
import io.sluice.gateway.snapshot.SnapshotPublisher;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One bound address and its connections: the address is what it is known by over reloads, its id
 * and rules are what the config of the day says. Where several sockets may share the port each
 * worker accepts for itself, else one worker accepts for all.
 */
public final class Listener {
  private static final int BACKLOG = 4096;
  private static final long MOST_TELLING_MILLIS = 1000;

  private final InetSocketAddress wanted;
  private final Transport transport;
  private final Workers loops;
  private final List<Worker> workers;
  private final SnapshotPublisher snapshots;
  private final Metrics metrics;
  private final AtomicInteger open = new AtomicInteger(); // connections; by all workers
  private final List<Map<Http1Connection, ListenerName>> connections; // by worker; on its loop only
  private final List<Channel> sockets = new ArrayList<>(); // control thread

  private volatile ListenerName name; // written by the control thread
  private volatile ListenerRules rules; // written by the control thread
  private volatile boolean draining; // written by the control thread, once it is true for good

  /** One that is not bound yet. */
  public Listener(
      ListenerConfig config,
      Transport transport,
      Workers loops,
      SnapshotPublisher snapshots,
      Metrics metrics) {
    this.name = new ListenerName(config.id(), metrics.listener(config.id()));
    this.wanted = config.bind().socketAddress();
    this.rules = ListenerRules.of(config);
    this.transport = transport;
    this.loops = loops;
    this.workers = loops.all();
    this.snapshots = snapshots;
    this.metrics = metrics;
    this.connections = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      connections.add(new HashMap<>());
    }
  }

  // ---- the control thread's side

  /**
   * Binds and accepts.
   *
   * @throws IOException naming the address, when it cannot be bound
   */
  public void bind() throws IOException {
    boolean bound = false;
    try {
      boolean shared = transport.sharesPort() && workers.size() > 1;
      if (shared && wanted.getPort() != 0) {
        probe();
      }
      InetSocketAddress address = wanted;
      for (Worker worker : workers) {
        ChannelFuture binding = bootstrap(worker, shared).bind(address).awaitUninterruptibly();
        if (!binding.isSuccess()) {
          throw new IOException(binding.cause().getMessage(), binding.cause());
        }
        sockets.add(binding.channel());
        address = (InetSocketAddress) binding.channel().localAddress();
        if (!shared) {
          break;
        }
      }
      bound = true;
    } finally {
      if (!bound) {
        unbind();
      }
    }
  }

  /**
   * A port that another process shares out would be bound without complaint, and traffic split with
   * it.
   */
  private void probe() throws IOException {
    try (ServerSocket alone = new ServerSocket()) {
      alone.setReuseAddress(true);
      alone.bind(wanted);
    }
  }

  private ServerBootstrap bootstrap(Worker acceptor, boolean shared) {
    EventLoopGroup children = shared ? acceptor.loop() : loops.group();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(acceptor.loop(), children)
            .channelFactory(transport.servers())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                });
    if (shared) {
      bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
    }
    return bootstrap;
  }

  private void accept(Channel channel) {
    Worker worker = workerOf(channel);
    int most = rules.maxConnections();
    if (most > 0 && open.get() >= most) { // workers that accept at once may pass it by one each
      name.refused(worker.index());
      channel.close();
      return;
    }
    channel.pipeline().addLast(new Http1Connection(this, worker));
  }

  private Worker workerOf(Channel channel) {
    for (Worker worker : workers) {
      if (worker.loop().equals(channel.eventLoop())) {
        return worker;
      }
    }
    throw new IllegalStateException("a connection outside the gateway's workers");
  }

  /** What the config calls it now. */
  public String id() {
    return name.id();
  }

  /** Where it listens; with the port that the system chose, when 0 was wanted. */
  public InetSocketAddress address() {
    return (InetSocketAddress) sockets.get(0).localAddress();
  }

  /** Whether that config wants the address that is bound. */
  public boolean serves(ListenerConfig config) {
    return wanted.equals(config.bind().socketAddress());
  }

  /**
   * Takes another config over: the rules for requests that begin from now on, the id for
   * connections.
   *
   * @param replacement the config's rules, compiled
   */
  public void apply(ListenerConfig config, ListenerRules replacement) {
    rules = replacement;
    ListenerName old = name;
    if (!old.id().equals(config.id())) {
      name = new ListenerName(config.id(), metrics.listener(config.id()));
      old.retire();
    }
  }

  /** Stops accepting. */
  public void unbind() {
    for (Channel socket : sockets) {
      socket.close().awaitUninterruptibly();
    }
  }

  /** Has every connection end with its next response; goes on accepting. */
  public void windDown() {
    draining = true;
  }

  /**
   * Stops accepting, closes idle connections, and has every response from now on say so. Its
   * metrics go with its last connection.
   */
  public void drain() {
    draining = true;
    unbind();
    name.retire();
    for (Worker worker : workers) {
      worker.loop().execute(() -> drain(worker));
    }
  }

  private void drain(Worker worker) {
    for (Http1Connection connection : List.copyOf(connections.get(worker.index()).keySet())) {
      connection.drain();
    }
  }

  /** Closes what is left, and waits until it has been told: the loops may end next. */
  public void closeConnections() {
    List<Future<?>> told = new ArrayList<>();
    for (Worker worker : workers) {
      told.add(worker.loop().submit(() -> terminate(worker)));
    }
    for (Future<?> each : told) {
      each.awaitUninterruptibly(MOST_TELLING_MILLIS);
    }
  }

  private void terminate(Worker worker) {
    List.copyOf(connections.get(worker.index()).keySet()).forEach(Http1Connection::terminate);
  }

  /** Connections now open. */
  public int openConnections() {
    return open.get();
  }

  // ---- the connections' side, on their workers

  ListenerRules rules() {
    return rules;
  }

  boolean isDraining() {
    return draining;
  }

  SnapshotLease lease(Worker worker) {
    return snapshots.current(worker);
  }

  ClientInfo clientInfo(Channel channel, Worker worker) {
    InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
    InetSocketAddress local = (InetSocketAddress) channel.localAddress();
    return new ClientInfo(worker.newConnectionId(), peer.getAddress(), "http", local.getPort());
  }

  /** Counts a connection in; the name that it counts under. */
  ListenerName opened(Http1Connection connection, Worker worker) {
    ListenerName under = name;
    connections.get(worker.index()).put(connection, under);
    open.incrementAndGet();
    under.opened(worker.index());
    return under;
  }

  void closed(Http1Connection connection, Worker worker) {
    ListenerName under = connections.get(worker.index()).remove(connection);
    if (under != null) {
      open.decrementAndGet();
      under.closed(worker.index());
    }
  }
}
