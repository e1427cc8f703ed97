package io.sluice.gateway.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.resolver.AddressResolverGroup;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.observe.UpstreamMetrics;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One worker's connections to one endpoint. Idle ones are taken newest first, so that those in
 * excess grow old and are closed. Exchanges beyond the cap wait in order.
 *
 * <p>Confined to the worker's event loop, hence plain collections. How many connections there may
 * be is settled with the other workers' pools in the {@link ConnectionBudget}, whose comment
 * explains how; here that costs a worker that finds a connection idle nothing, and one that gives
 * it back a look at {@code asked}.
 *
 * <p>Whoever waits is told exactly once: by {@link #takeWaiting} leaves the queue what is told or
 * forgotten, and only that gives its place in the {@link PendingLimit} back. While somebody waits,
 * this pool is in the budget's queue or a reservation is on its way to it ({@code starving}).
 */
public final class ConnectionPool {
  private static final long DISCARD_NANOS = 1_000_000_000;

  /**
   * How long a connection serves its own worker's exchanges while others have fewer: opening one
   * costs a round trip, which this spreads over many exchanges.
   */
  private static final long TURN_NANOS = 50_000_000;

  private final Worker worker;
  private final InetSocketAddress address;
  private PoolSettings settings;
  private final ConnectionBudget budget;
  private final PendingLimit pending;
  private final UpstreamMetrics metrics;
  private final Bootstrap bootstrap;
  private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
  private final ArrayDeque<ConnectionListener> waiting = new ArrayDeque<>();

  /**
   * Set: a task that gives up idle connections is on its way, or none was idle when the last one
   * ran. Set by other workers, cleared by its own; volatile order but for the look on return.
   */
  private final AtomicBoolean asked = new AtomicBoolean();

  private int total; // open and opening
  private boolean starving;
  private boolean closed;

  /**
   * @param names looks the address up for each new connection, if it is a name
   * @param budget shared by the endpoint's pools; the caller has the pool join it
   * @param pending shared by the upstream's pools
   */
  public ConnectionPool(
      Worker worker,
      ChannelFactory<? extends Channel> channels,
      AddressResolverGroup<?> names,
      InetSocketAddress address,
      PoolSettings settings,
      ConnectionBudget budget,
      PendingLimit pending,
      UpstreamMetrics metrics) {
    this.worker = worker;
    this.address = address;
    this.settings = settings;
    this.budget = budget;
    this.pending = pending;
    this.metrics = metrics;
    this.bootstrap =
        new Bootstrap()
            .group(worker.loop())
            .channelFactory(channels)
            .resolver(names)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, settings.connectMillis())
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new UpstreamConnection(ConnectionPool.this, now()));
                  }
                });
  }

  private long now() {
    return worker.nanos();
  }

  // ---- the exchanges' side

  /**
   * Hands a connection to {@code to}, at once when one is idle.
   *
   * @return whether it has to wait until another exchange is done with one
   */
  public boolean acquire(ConnectionListener to) {
    UpstreamConnection free = takeIdle();
    if (free != null) {
      to.onConnection(free);
      return false;
    }
    return open(to);
  }

  /**
   * Opens a connection for {@code to}, or hands it one that another exchange has just used: idle
   * ones are not trusted, and make room when they must.
   *
   * @return as {@link #acquire}
   */
  public boolean acquireFresh(ConnectionListener to) {
    boolean queued = open(to);
    if (starving && !idle.isEmpty()) {
      asked.set(true);
      yieldIdle();
    }
    return queued;
  }

  private boolean open(ConnectionListener to) {
    if (waiting.isEmpty() && budget.reserve()) {
      connect(to);
    } else if (pending.enter()) {
      waiting.addLast(to);
      starve();
      return true;
    } else {
      to.onConnectionFailure(ClientErrors.POOL_FULL);
    }
    return false;
  }

  /** Changes how connections are kept: those that open, and those that fall idle, from now on. */
  public void settings(PoolSettings changed) {
    settings = changed;
    bootstrap.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, changed.connectMillis());
  }

  /** Takes back a request for a connection that has not come; without effect after it came. */
  public void forget(ConnectionListener to) {
    if (waiting.remove(to)) {
      leftWaiting();
    }
  }

  /**
   * Closes idle connections, and each other one as soon as nobody waits for it. An exchange that
   * waits or comes later is served as before: it ends on the config that it began with.
   */
  public void close() {
    closed = true;
    for (UpstreamConnection c = idle.pollFirst(); c != null; c = idle.pollFirst()) {
      c.close();
    }
  }

  private @Nullable UpstreamConnection takeIdle() {
    UpstreamConnection c = idle.pollFirst();
    while (c != null) {
      c.idleTimeout.cancel();
      if (c.isOpen() && !isOld(c)) {
        c.idle = false;
        metrics.connectionReused(worker.index());
        return c;
      }
      c.close();
      c = idle.pollFirst();
    }
    return null;
  }

  private boolean isOld(UpstreamConnection c) {
    return settings.lifetimeNanos() > 0 && now() - c.bornAt() > settings.lifetimeNanos();
  }

  private @Nullable ConnectionListener takeWaiting() {
    ConnectionListener next = waiting.pollFirst();
    if (next != null) {
      leftWaiting();
    }
    return next;
  }

  private void leftWaiting() {
    pending.leave();
    if (waiting.isEmpty() && starving) {
      starving = !budget.leave(this);
    }
  }

  /** With a reservation in hand. */
  private void connect(ConnectionListener to) {
    total++;
    ChannelFuture connecting = bootstrap.connect(address);
    connecting.addListener(
        future -> {
          if (worker.loop().inEventLoop()) {
            connected(connecting, to);
          } else { // Netty could not even make a channel, and tells so on a thread of its own
            worker.loop().execute(() -> connected(connecting, to));
          }
        });
  }

  private void connected(ChannelFuture connecting, ConnectionListener to) {
    if (connecting.isSuccess()) {
      UpstreamConnection c = connecting.channel().pipeline().get(UpstreamConnection.class);
      metrics.connectionOpened(worker.index());
      if (c != null && c.isOpen()) {
        to.onConnection(c);
      } else {
        to.onConnectionFailure(ClientErrors.RESET);
      }
      return;
    }
    total--;
    metrics.connectFailed(worker.index());
    budget.release();
    to.onConnectionFailure(errorOf(connecting.cause()));
  }

  private static GatewayError errorOf(@Nullable Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return ClientErrors.CONNECT_TIMEOUT;
    }
    if (cause instanceof ChannelException) {
      return ClientErrors.NO_SOCKET;
    }
    return cause instanceof ConnectException ? ClientErrors.REFUSED : ClientErrors.CONNECT_FAILED;
  }

  // ---- the connections' side

  /** Closes the connection unless it is released within moments. */
  void expectSoon(UpstreamConnection c) {
    worker.timers().start(c.idleTimeout, DISCARD_NANOS);
  }

  void release(UpstreamConnection c) {
    c.idleTimeout.cancel();
    if (isOld(c) || (closed && waiting.isEmpty())) {
      c.close();
      return;
    }
    if (!waiting.isEmpty()) {
      ConnectionListener next = isDue(c) ? null : takeWaiting();
      if (next == null) {
        c.close();
      } else {
        next.onConnection(c);
      }
      return;
    }
    idle.addFirst(c);
    c.idle = true;
    metrics.connectionIdle(worker.index());
    if (settings.idleNanos() > 0) {
      worker.timers().start(c.idleTimeout, settings.idleNanos());
    }
    if (asked.getOpaque()) { // else a task comes when one is wanted
      yieldIdle();
    }
  }

  /** Whether a connection that is wanted here must go: it is too many, or another pool's turn. */
  private boolean isDue(UpstreamConnection c) {
    if (budget.shed()) {
      c.shed = true;
    } else if (now() - c.bornAt() > TURN_NANOS) {
      c.heir = budget.heirOtherThan(this, total);
    }
    return c.shed || c.heir != null;
  }

  void closed(UpstreamConnection c) {
    total--;
    metrics.connectionClosed(worker.index(), c.idle);
    if (c.idle) {
      idle.remove(c);
    }
    if (c.heir != null) {
      c.heir.grant();
    } else if (!c.shed) {
      budget.release();
    }
  }

  // ---- the budget's side

  private void starve() {
    if (!starving) {
      starving = true;
      budget.enqueue(this);
    }
  }

  /** A reservation comes to this pool. Any thread. */
  void grant() {
    if (!execute(this::granted)) {
      budget.release();
    }
  }

  private void granted() {
    starving = false;
    ConnectionListener next = takeWaiting();
    if (next == null) {
      budget.release();
      return;
    }
    connect(next);
    if (!waiting.isEmpty()) {
      starve();
    }
  }

  /** Another pool wants a connection, or there are too many. Any thread. */
  void ask() {
    if (!asked.get() && asked.compareAndSet(false, true)) {
      execute(this::yieldIdle);
    }
  }

  /** False when the loop has ended. */
  private boolean execute(Runnable task) {
    try {
      worker.loop().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Gives up idle connections, the oldest first, as far as they are wanted; {@code asked}. */
  private void yieldIdle() {
    while (true) {
      while (!idle.isEmpty() && yieldOne(idle.getLast())) {
        idle.removeLast().close();
      }
      if (idle.isEmpty()) {
        return;
      }
      asked.set(false);
      if (!budget.wantsIdle()) {
        return;
      }
      asked.set(true);
    }
  }

  private boolean yieldOne(UpstreamConnection c) {
    c.shed = budget.shed();
    c.heir = c.shed ? null : budget.heir();
    return c.shed || c.heir != null;
  }
}
