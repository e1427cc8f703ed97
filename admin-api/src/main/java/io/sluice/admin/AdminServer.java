package io.sluice.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.gateway.api.BindFailure;
import io.sluice.gateway.api.GatewayControl;
import io.sluice.gateway.event.RequestIds;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A bound admin listener with its event loop and its scraping thread, until it is closed. */
final class AdminServer implements AutoCloseable {
  private final EventLoopGroup loop;
  private final Scraper scraper;
  private final ChannelGroup connections;
  private final Channel listener;

  private AdminServer(
      EventLoopGroup loop, Scraper scraper, ChannelGroup connections, Channel listener) {
    this.loop = loop;
    this.scraper = scraper;
    this.connections = connections;
    this.listener = listener;
  }

  /**
   * Binds and serves; waits until that is done.
   *
   * @throws IOException when the address cannot be bound, naming {@code admin.bind}
   */
  static AdminServer start(GatewayControl control, AdminLimits limits) throws IOException {
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("sluice-admin", true), NioIoHandler.newFactory());
    Scraper scraper = new Scraper(control, limits.pendingScrapes());
    ChannelGroup connections = new DefaultChannelGroup(loop.next());
    RequestCheck check = new RequestCheck(new Resources(control, scraper));
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Connections(check, limits, connections))
            .bind(control.adminAddress())
            .awaitUninterruptibly();
    AdminServer server = new AdminServer(loop, scraper, connections, bound.channel());
    if (!bound.isSuccess()) {
      server.close();
      throw new BindFailure("admin.bind", control.adminAddress(), bound.cause());
    }
    control.adminBound(server.address());
    return server;
  }

  /** The address that is listened on, with the port that the system chose for port 0. */
  InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Closes the listener and every connection; waits for a moment. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    scraper.close();
    // Not left to the loop: without a quiet period it may end before it has closed its channels.
    connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  /** Sets connections up, and turns away those for which there is no room. */
  private static final class Connections extends ChannelInitializer<SocketChannel> {
    private final RequestCheck check;
    private final AdminLimits limits;
    private final HttpDecoderConfig http;
    private final OpenConnections open;
    private final RequestIds ids = new RequestIds(new SplittableRandom());

    Connections(RequestCheck check, AdminLimits limits, ChannelGroup open) {
      this.open = new OpenConnections(limits.connections(), open);
      this.check = check;
      this.limits = limits;
      this.http =
          new HttpDecoderConfig()
              .setMaxInitialLineLength(limits.requestLineBytes())
              .setMaxHeaderSize(limits.headerBytes());
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      if (!open.admit(channel)) {
        channel.close();
        return;
      }
      channel
          .pipeline()
          .addLast(
              new HttpServerCodec(http),
              new FlowControlHandler(),
              new AdminHandler(check, limits, open, ids));
    }
  }
}
