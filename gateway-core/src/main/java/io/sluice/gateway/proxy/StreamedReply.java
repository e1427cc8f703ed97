package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.ReplyBody;
import io.sluice.gateway.filter.ChainRunner;
import org.jspecify.annotations.Nullable;

/**
 * The body of a filter's answer, as the filter gives it. What is given in one task of the loop
 * leaves together, up to a bound; the filter hears that there is room again in a task of its own,
 * so that it is never called while it writes.
 *
 * <p>Counts for nothing once the exchange's body comes from elsewhere, or the exchange has ended.
 */
final class StreamedReply implements ReplyBody, BodySource, Runnable {
  /** Small pieces do not make the client's side full before they are flushed. */
  private static final int MOST_UNFLUSHED = 32 << 10;

  private final ProxyExchange exchange;
  private @Nullable Runnable listener;
  private boolean writable = true;
  private boolean over; // by end() or fail()
  private boolean scheduled; // run()
  private boolean owesWord; // to the listener: there is room again
  private int unflushed;

  StreamedReply(ProxyExchange exchange) {
    this.exchange = exchange;
  }

  private boolean isOver() {
    return over || !exchange.isFedBy(this);
  }

  // ---- the filter's side

  @Override
  public boolean isWritable() {
    return writable && !isOver();
  }

  @Override
  public void onWritable(Runnable told) {
    listener = told;
  }

  @Override
  public void write(ByteBuf piece) {
    if (isOver()) {
      piece.release();
      return;
    }
    unflushed += piece.readableBytes();
    try {
      exchange.onResponseBody(piece);
      if (unflushed >= MOST_UNFLUSHED) {
        flush();
      } else {
        flushSoon();
      }
    } catch (Throwable e) {
      exchange.failed(e);
    }
  }

  @Override
  public void end() {
    if (isOver()) {
      return;
    }
    over = true;
    try {
      exchange.onResponseEnd(null);
    } catch (Throwable e) {
      exchange.failed(e);
    }
  }

  @Override
  public void fail(GatewayError why) {
    if (!isOver()) {
      over = true;
      exchange.broken(why);
    }
  }

  // ---- the exchange's side

  @Override
  public void reading(boolean on) {
    if (on && !writable && !over) {
      owesWord = true;
      flushSoon();
    }
    writable = on;
  }

  @Override
  public GatewayError stopped() {
    over = true;
    return ProxyErrors.FILTER_TIMEOUT.withDetail("A filter stopped in the middle of its answer.");
  }

  /** Has what was given so far leave when the running task is over. */
  void flushSoon() {
    if (!scheduled) {
      scheduled = true;
      exchange.executor().execute(this);
    }
  }

  private void flush() {
    unflushed = 0;
    exchange.flushResponse();
  }

  @Override
  public void run() {
    scheduled = false;
    if (isOver()) {
      return;
    }
    try {
      flush();
    } catch (Throwable e) {
      exchange.failed(e);
    }
    Runnable told = listener;
    ChainRunner chain = exchange.chain();
    if (owesWord && isWritable() && chain != null) {
      owesWord = false;
      if (told != null) {
        chain.onWritable(told);
      }
    }
  }
}
