package io.sluice.gateway.api;

import io.netty.buffer.ByteBuf;

/**
 * The body of an answer that a filter gives piece by piece, see {@link Exchange#replyStreaming}.
 * Confined to the exchange's {@link Exchange#executor()}. The filter ends it, with {@link #end()}
 * or {@link #fail}, also where the response has no body. Harmless once the exchange has ended,
 * which the filter hears by {@link Filter#onComplete}.
 */
public interface ReplyBody {

  /** Whether the client keeps up; false when the exchange has ended. */
  boolean isWritable();

  /**
   * Has {@code told} called, in a task of its own, each time that {@link #isWritable()} is true
   * again after it was false. What it throws ends the exchange.
   */
  void onWritable(Runnable told);

  /**
   * Gives the next piece; those of one task leave together.
   *
   * @param piece ownership passes to the engine. Where {@link #isWritable()} is false it is kept in
   *     memory until the client takes it
   */
  void write(ByteBuf piece);

  /** The body is complete. */
  void end();

  /**
   * The body cannot be completed: the client gets a clean error while nothing has gone out, else
   * its connection is broken off.
   */
  void fail(GatewayError why);
}
