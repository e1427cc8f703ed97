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
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sluice.gateway.api.BindFailure;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.event.RequestIds;
import io.sluice.gateway.service.ConfigControl;
import io.sluice.gateway.service.GatewayControl;
import io.sluice.gateway.service.GatewayService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The admin listener with its event loop and the threads where slow answers are made, until it is
 * closed. Confined to the control thread.
 *
 * <p>Scrapes, operators' calls, purges, reads and writes of the config have a thread each: when
 * metrics hang, an endpoint must still be taken out, and a write that waits for a store keeps
 * nobody from looking.
 */
final class AdminServer implements AutoCloseable {
  private static final GatewayError MANY_SCRAPES =
      GatewayError.client(503, "too_many_scrapes").withDetail("Other scrapes are still running.");
  private static final GatewayError SCRAPE_FAILED =
      GatewayError.gateway(500, "scrape_failed")
          .withDetail("The metrics could not be collected; the log says why.");
  private static final GatewayError MANY_CALLS =
      GatewayError.client(503, "too_many_calls").withDetail("Other calls are still waiting.");
  private static final GatewayError MANY_READS =
      GatewayError.client(503, "too_many_reads").withDetail("Other reads are still waiting.");
  private static final GatewayError MANY_WRITES =
      GatewayError.client(503, "too_many_writes").withDetail("Other writes are still waiting.");

  private final GatewayControl control;
  private final EventLoopGroup loop;
  private final Background scrapes;
  private final Background calls;
  private final Background purges;
  private final EventStreams events;
  private final Background reads;
  private final Background writes;
  private final Background tries;
  private final ChannelGroup connections;
  private final OpenConnections open;
  private final ServerBootstrap bootstrap;
  private @Nullable Listener listener;

  private AdminServer(
      GatewayControl control, AdminLimits limits, Compiled compiled, EventStreams.Limits streams) {
    this.control = control;
    loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("sluice-admin", true), NioIoHandler.newFactory());
    scrapes = new Background("sluice-scrape", limits.pendingScrapes(), MANY_SCRAPES, SCRAPE_FAILED);
    calls =
        new Background("sluice-operator", limits.pendingCalls(), MANY_CALLS, GatewayError.INTERNAL);
    purges =
        new Background("sluice-purge", limits.pendingCalls(), MANY_CALLS, GatewayError.INTERNAL);
    connections = new DefaultChannelGroup(loop.next());
    open = new OpenConnections(limits.connections(), connections);
    events = new EventStreams(loop.next(), control, streams);
    reads = new Background("sluice-read", limits.pendingReads(), MANY_READS, GatewayError.INTERNAL);
    writes =
        new Background("sluice-write", limits.pendingWrites(), MANY_WRITES, GatewayError.INTERNAL);
    tries = new Background("sluice-try", limits.pendingReads(), MANY_READS, GatewayError.INTERNAL);
    AuditLog audit = new AuditLog();
    ConfigControl config = control.config();
    Access access =
        new Access(
            () -> compiled.config(config.now()).admin(), new Attempts(System::nanoTime), audit);
    ConfigResources resources =
        new ConfigResources(control, compiled, audit, reads, writes, tries, calls);
    List<Place> places = new ArrayList<>(resources.places());
    places.addAll(
        new CacheResources(control, compiled, calls, purges, limits.purge(), audit).places());
    RequestCheck check =
        new RequestCheck(
            new Resources(control, scrapes, calls, events.resource(), audit, places),
            access,
            audit);
    bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Connections(check, limits, open));
  }

  /**
   * Binds and serves; waits until that is done.
   *
   * @throws IOException when the address cannot be bound, naming {@code admin.bind}
   */
  static AdminServer start(GatewayControl control, AdminLimits limits, Compiled compiled)
      throws IOException {
    return start(control, limits, compiled, EventStreams.Limits.DEFAULTS);
  }

  /** The same with limits of event streams. */
  static AdminServer start(
      GatewayControl control, AdminLimits limits, Compiled compiled, EventStreams.Limits streams)
      throws IOException {
    AdminServer server = new AdminServer(control, limits, compiled, streams);
    boolean started = false;
    try {
      server.prepare(control.adminAddress()).commit();
      started = true;
      return server;
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  /**
   * Binds an address, unless it is the one that is served, and waits until that is done.
   *
   * @throws IOException when it cannot be bound, naming {@code admin.bind}
   */
  GatewayService.Change prepare(InetSocketAddress wanted) throws IOException {
    if (listener != null && listener.serves(wanted)) {
      return GatewayService.Change.NONE;
    }
    ChannelFuture bound = bootstrap.bind(wanted).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new BindFailure("admin.bind", wanted, bound.cause());
    }
    return new Move(new Listener(wanted, bound.channel()));
  }

  /** The address that is listened on, with the port that the system chose for port 0. */
  InetSocketAddress address() {
    if (listener == null) {
      throw new IllegalStateException("not bound");
    }
    return listener.address();
  }

  /** Closes the listener and every connection; waits for a moment. */
  @Override
  public void close() {
    if (listener != null) {
      listener.channel.close().awaitUninterruptibly();
    }
    scrapes.close();
    calls.close();
    purges.close();
    events.close();
    reads.close();
    writes.close();
    tries.close();
    // Not left to the loop: without a quiet period it may end before it has closed its channels.
    connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  /**
   * A bound address.
   *
   * @param wanted as the config says it, perhaps with port 0
   */
  private record Listener(InetSocketAddress wanted, Channel channel) {
    InetSocketAddress address() {
      return (InetSocketAddress) channel.localAddress();
    }

    boolean serves(InetSocketAddress other) {
      return wanted.equals(other) || address().equals(other);
    }
  }

  /** The move to another address; answers that are being made at the old one are still given. */
  private final class Move implements GatewayService.Change {
    private final Listener next;

    Move(Listener next) {
      this.next = next;
    }

    @Override
    public void commit() {
      Listener old = listener;
      listener = next;
      control.adminBound(next.address());
      if (old != null) {
        old.channel.close().awaitUninterruptibly();
        loop.execute(open::closeLeft);
      }
    }

    @Override
    public void abandon() {
      next.channel.close().awaitUninterruptibly();
    }
  }

  /** Sets connections up, and turns away those for which there is no room. */
  private static final class Connections extends ChannelInitializer<SocketChannel> {
    private final RequestCheck check;
    private final AdminLimits limits;
    private final HttpDecoderConfig http;
    private final OpenConnections open;
    private final RequestIds ids = new RequestIds(new SplittableRandom());
    private final BodyBudget bodies = new BodyBudget(AdminLimits.BODIES);

    Connections(RequestCheck check, AdminLimits limits, OpenConnections open) {
      this.open = open;
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
              new ChunkedWriteHandler(),
              new AdminHandler(check, limits, open, ids, bodies));
    }
  }
}
