package io.sluice.gateway.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.observe.UpstreamMetrics;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One worker's connections to one endpoint. Idle ones are taken newest first, so that those in
 * excess grow old and are closed. Exchanges beyond the cap wait in order.
 *
 * <p>Confined to the worker's event loop, hence plain collections. The price is that caps are split
 * among workers: one worker may wait while another has a connection to spare.
 */
public final class ConnectionPool {
  private static final long DISCARD_NANOS = 1_000_000_000;

  private final Worker worker;
  private final InetSocketAddress address;
  private final PoolSettings settings;
  private final UpstreamMetrics metrics;
  private final Bootstrap bootstrap;
  private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
  private final ArrayDeque<ConnectionListener> waiting = new ArrayDeque<>();
  private int total; // open and opening
  private boolean closed;

  public ConnectionPool(
      Worker worker,
      ChannelFactory<? extends Channel> channels,
      InetSocketAddress address,
      PoolSettings settings,
      UpstreamMetrics metrics) {
    this.worker = worker;
    this.address = address;
    this.settings = settings;
    this.metrics = metrics;
    this.bootstrap =
        new Bootstrap()
            .group(worker.loop())
            .channelFactory(channels)
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

  /** Hands a connection to {@code to}, at once when one is idle. */
  public void acquire(ConnectionListener to) {
    UpstreamConnection free = takeIdle();
    if (free != null) {
      to.onConnection(free);
    } else if (total < settings.maxConnections()) {
      connect(to);
    } else if (settings.maxPending() > 0 && waiting.size() >= settings.maxPending()) {
      to.onConnectionFailure(ClientErrors.POOL_FULL);
    } else {
      waiting.addLast(to);
    }
  }

  /** Opens a connection of its own for {@code to}, or waits for room; idle ones are not trusted. */
  public void acquireFresh(ConnectionListener to) {
    UpstreamConnection oldest = total < settings.maxConnections() ? null : idle.pollLast();
    if (oldest != null) {
      oldest.close(); // it makes room; counted until it is gone
      connect(to);
    } else if (total < settings.maxConnections()) {
      connect(to);
    } else {
      acquire(to);
    }
  }

  /** Takes back a request for a connection that has not come; without effect after it came. */
  public void forget(ConnectionListener to) {
    waiting.remove(to);
  }

  /** Closes idle connections, and each other one as it is released. */
  public void close() {
    closed = true;
    for (UpstreamConnection c = idle.pollFirst(); c != null; c = idle.pollFirst()) {
      c.close();
    }
  }

  /** Connections open and being opened. */
  public int total() {
    return total;
  }

  /** Connections that wait for work. */
  public int idle() {
    return idle.size();
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

  private void connect(ConnectionListener to) {
    total++;
    ChannelFuture connecting = bootstrap.connect(address);
    connecting.addListener(
        future -> {
          if (future.isSuccess()) {
            UpstreamConnection c = connecting.channel().pipeline().get(UpstreamConnection.class);
            metrics.connectionOpened(worker.index());
            if (c != null && c.isOpen()) {
              to.onConnection(c);
              return;
            }
            to.onConnectionFailure(ClientErrors.RESET);
            return;
          }
          total--;
          metrics.connectFailed(worker.index());
          to.onConnectionFailure(errorOf(future.cause()));
          serveWaiting();
        });
  }

  private static GatewayError errorOf(@Nullable Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return ClientErrors.CONNECT_TIMEOUT;
    }
    return cause instanceof ConnectException ? ClientErrors.REFUSED : ClientErrors.CONNECT_FAILED;
  }

  /** Closes the connection unless it is released within moments. */
  void expectSoon(UpstreamConnection c) {
    worker.timers().start(c.idleTimeout, DISCARD_NANOS);
  }

  void release(UpstreamConnection c) {
    c.idleTimeout.cancel();
    if (closed || isOld(c)) {
      c.close();
      return;
    }
    ConnectionListener next = waiting.pollFirst();
    if (next != null) {
      next.onConnection(c);
      return;
    }
    idle.addFirst(c);
    c.idle = true;
    metrics.connectionIdle(worker.index());
    if (settings.idleNanos() > 0) {
      worker.timers().start(c.idleTimeout, settings.idleNanos());
    }
  }

  void closed(UpstreamConnection c) {
    total--;
    metrics.connectionClosed(worker.index(), c.idle);
    if (c.idle) {
      idle.remove(c);
    }
    serveWaiting();
  }

  private void serveWaiting() {
    if (total < settings.maxConnections()) {
      ConnectionListener next = waiting.pollFirst();
      if (next != null) {
        connect(next);
      }
    }
  }
}
