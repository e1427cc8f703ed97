package io.sluice.gateway.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.event.Worker;

/**
 * The end of a connection whose last response is on its way: it is closed when all has gone out, or
 * when the client takes nothing more of it for a while.
 *
 * <p>Confined to the connection's event loop.
 */
final class Farewell extends Timeout {
  /** How long a client may take to notice that its unwanted request was answered. */
  private static final long LINGER_NANOS = 2_000_000_000;

  private final ChannelHandlerContext context;
  private final Worker worker;
  private final long patience;
  private long unsent;
  private boolean shut; // the output

  /**
   * @param idleNanos how long the client may take nothing; 0 = the shortest time
   */
  Farewell(ChannelHandlerContext context, Worker worker, long idleNanos) {
    this.context = context;
    this.worker = worker;
    this.patience = Math.max(idleNanos, LINGER_NANOS);
  }

  /** Closes when all that was written has gone out. */
  void close() {
    watch();
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Shuts the output and reads on for a moment: a reset would take the response from the client.
   */
  void linger() {
    watch();
    context.channel().config().setAutoRead(true);
    if (context.channel() instanceof DuplexChannel duplex) {
      context
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              written -> {
                if (duplex.isActive()) {
                  shut = true;
                  worker.timers().start(this, LINGER_NANOS);
                  duplex.shutdownOutput();
                }
              });
    }
  }

  private void watch() {
    unsent = unsent();
    worker.timers().start(this, patience);
  }

  private long unsent() {
    Channel channel = context.channel();
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  @Override
  protected void expired() {
    if (!shut && unsent() < unsent) { // slow, but it reads
      watch();
    } else {
      context.close();
    }
  }
}
