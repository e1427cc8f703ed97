package io.sluice.gateway.health;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.sluice.loadbalancer.Address;
import io.sluice.loadbalancer.group.ProbeResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One check, and the only handler of the connection that is opened for it and closed after it: what
 * an endpoint does with a fresh connection is what is asked for.
 *
 * <p>Confined to one event loop, but for {@code told}: Netty reports on a thread of its own that
 * there is no socket left, and a loop that has ended takes no task. Whatever comes first tells the
 * result: the check's own finding, the failure to connect, the end of the time, the end of the
 * connection, or the end of the loop.
 */
abstract class Probe extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
  private static final String LOOP_ENDED = "the event loop has ended";
  private static final long LINGER_SECONDS = 1;

  private final Duration timeout;
  private final Consumer<ProbeResult> result;
  private final AtomicBoolean told = new AtomicBoolean();
  private final AtomicBoolean left = new AtomicBoolean(); // and so has given its turn back
  private final ProbeTurns turns;
  private boolean connected;
  private @Nullable ChannelHandlerContext ctx; // null until there is a socket
  private @Nullable Future<?> timer;

  Probe(ProbeTurns turns, Duration timeout, Consumer<ProbeResult> result) {
    this.turns = turns;
    this.timeout = timeout;
    this.result = result;
  }

  /** Begins when its turn comes, and so does its time; any thread. */
  final void begin(ProbeSockets sockets, Address address) {
    turns.enter(() -> enter(sockets, address));
  }

  private boolean enter(ProbeSockets sockets, Address address) {
    try {
      EventLoop loop = sockets.loops().get();
      loop.execute(() -> connect(sockets, loop, address));
      return true;
    } catch (RejectedExecutionException e) {
      fail(LOOP_ENDED);
      return false;
    }
  }

  private void leave() {
    if (left.compareAndSet(false, true)) {
      turns.leave();
    }
  }

  private void connect(ProbeSockets sockets, EventLoop loop, Address address) {
    if (loop.isShuttingDown()) { // it may already have closed its connections, and miss this one
      fail(LOOP_ENDED);
      leave();
      return;
    }
    timer =
        loop.schedule(this::expired, timeout.toNanos(), TimeUnit.NANOSECONDS)
            .addListener(this::cancelled);
    new Bootstrap()
        .group(loop)
        .channelFactory(sockets.channels())
        .resolver(sockets.resolvers())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the timer covers it
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(this)
        .connect(socketAddress(address))
        .addListener(
            connecting -> {
              if (!connecting.isSuccess()) {
                notConnected(Failures.detail(connecting.cause()));
                close();
                leave(); // there may be no socket that closes
              }
            });
  }

  /** That the gateway has no socket left says nothing of the endpoint. */
  private void notConnected(String detail) {
    if (detail.equals(Failures.NO_SOCKET)) {
      tell(ProbeResult.NO_SOCKET);
    } else {
      fail(detail);
    }
  }

  /** Unresolved for a name: the resolver's work. */
  private static InetSocketAddress socketAddress(Address address) {
    InetAddress ip = NetUtil.createInetAddressFromIpAddressString(address.host());
    return ip == null
        ? InetSocketAddress.createUnresolved(address.host(), address.port())
        : new InetSocketAddress(ip, address.port());
  }

  /**
   * By {@link #close}, or because the loop ends: then this is the only sign that is sure to come. A
   * loop told to end at once may have made a connection that it does not close any more.
   */
  private void cancelled(Future<?> timer) {
    if (timer.isCancelled()) {
      fail(LOOP_ENDED);
      close();
      leave();
    }
  }

  private void expired() {
    fail("no " + (connected ? "answer" : "connection") + " within " + timeout.toMillis() + " ms");
    close();
  }

  // ---- for the kinds of check

  /** The connection is open. */
  abstract void connected(ChannelHandlerContext ctx);

  /** What a check found whose connection the endpoint closed. */
  String closedEarly() {
    return "closed";
  }

  /** The endpoint is well. The connection stays open until {@link #close}, or the time is up. */
  final void pass(String detail) {
    tell(new ProbeResult(true, detail));
  }

  /** The endpoint is not well; without effect when the result is known. */
  final void fail(String detail) {
    tell(new ProbeResult(false, detail));
  }

  /** What still comes has a second: an endpoint must not keep a turn that others wait for. */
  final void closeSoon(ChannelHandlerContext ctx) {
    ctx.executor().schedule(this::close, LINGER_SECONDS, TimeUnit.SECONDS);
  }

  final void close() {
    if (timer != null) {
      timer.cancel(false);
    }
    if (ctx != null) {
      ctx.close();
    }
  }

  private void tell(ProbeResult found) {
    if (told.compareAndSet(false, true)) {
      try {
        result.accept(found);
      } catch (RuntimeException e) {
        LOG.error("the result of a check was refused: {}", found, e);
      }
    }
  }

  // ---- Netty's side

  @Override
  public final void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    context.channel().closeFuture().addListener(closed -> closed(context.channel().eventLoop()));
  }

  private void closed(EventLoop loop) {
    leave();
    if (connected || loop.isShuttingDown()) {
      fail(loop.isShuttingDown() ? LOOP_ENDED : closedEarly());
      close();
    } else { // Netty closes first, and then says why it could not connect
      loop.execute(
          () -> {
            fail("closed while connecting");
            close();
          });
    }
  }

  @Override
  public final void channelActive(ChannelHandlerContext context) {
    connected = true;
    connected(context);
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) { // a mistake of ours
      LOG.error("a check failed", cause);
    }
    fail(Failures.detail(cause));
    close();
  }
}
