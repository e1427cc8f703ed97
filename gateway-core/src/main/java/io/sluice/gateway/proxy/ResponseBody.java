package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.filter.ChainRunner;
import io.sluice.gateway.http.WireHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The response's body on its way to the client: held while filters look at the head (the origin is
 * paused meanwhile), then passed through the body filters as it comes, as fast as the client takes
 * it.
 */
final class ResponseBody {
  private final ProxyExchange exchange;
  private final ClientStream client;
  private @Nullable BodySource from;
  private @Nullable ByteBuf local; // the whole of an answer of the gateway's own
  private @Nullable ChainRunner chain;
  private @Nullable HeldPieces held;
  private @Nullable Hold hold;
  private boolean begun;
  private boolean ended; // its source has given all of it
  private boolean passed; // the client has got all of it
  private @Nullable WireHeaders trailers;
  private boolean bodyless;
  private long bytes;
  private @Nullable IdleTimeout idle;

  ResponseBody(ProxyExchange exchange, ClientStream client) {
    this.exchange = exchange;
    this.client = client;
  }

  /** Bytes passed to the client so far. */
  long bytes() {
    return bytes;
  }

  /** The body will come from there, piece by piece. */
  void from(BodySource source) {
    from = source;
  }

  boolean isFed() {
    return from != null;
  }

  boolean isFedBy(BodySource source) {
    return source.equals(from);
  }

  /** The body is the gateway's own; ownership passes in. */
  void local(ByteBuf body) {
    local = body;
  }

  /**
   * The head has gone: lets the body flow.
   *
   * @param none the client gets nothing of it
   */
  void begin(@Nullable ChainRunner filters, boolean none) {
    begun = true;
    bodyless = none;
    chain = filters;
    bytes = 0; // a body that was taken back does not count
    ByteBuf own = local;
    if (own != null) {
      local = null;
      from = null;
      add(own);
      if (!exchange.hasEnded()) {
        end(null);
      }
    } else if (held != null || ended) {
      drain();
    }
  }

  /** Passes on what is held, as far as no filter holds it back. */
  private void drain() {
    HeldPieces pieces = held;
    while (pieces != null && !isHeldBack()) {
      ByteBuf piece = pieces.pollUpTo(hold == null ? Integer.MAX_VALUE : Hold.PIECE);
      if (piece == null) {
        break;
      }
      pass(piece, false); // a filter that fails releases the rest
    }
    if (passed) { // a filter failed, and the answer to that is out
      return;
    }
    if (ended && (held == null || held.isEmpty())) { // nothing is left that a hold could slow
      finish();
    } else {
      client.flush();
      onClientWritable();
    }
  }

  /** See {@link io.sluice.gateway.api.Exchange#holdResponseBody}. */
  void holdBack(long nanos) {
    if (hold == null) {
      hold = new Hold(exchange.worker, this::afterHold);
    }
    hold.extend(nanos);
    if (from != null && isHeldBack()) {
      from.reading(false);
    }
  }

  private void afterHold() {
    if (idle != null && idle.isActive()) {
      idle.touch(); // from now on the origin, or the client, is waited for
    }
    drain();
  }

  private boolean isHeldBack() {
    return hold != null && hold.isActive();
  }

  /** The client may take more. */
  void onClientWritable() {
    if (from != null && !isHeldBack()) {
      from.reading(client.isWritable());
    }
  }

  /** Takes a piece; ownership passes in. */
  void add(ByteBuf data) {
    if (begun && hold == null) {
      pass(data, false);
      if (from != null && !client.isWritable()) {
        from.reading(false);
      }
      return;
    }
    if (held == null) {
      held = new HeldPieces(exchange.allocator());
    }
    held.add(data);
    if (begun && !isHeldBack()) {
      drain();
    } else if (from != null) {
      from.reading(false);
    }
  }

  /** The body is complete. */
  void end(@Nullable WireHeaders trailerFields) {
    ended = true;
    trailers = trailerFields;
    if (begun) {
      drain();
    }
  }

  private void finish() {
    if (!pass(Unpooled.EMPTY_BUFFER, true)) {
      return;
    }
    if (trailers != null) {
      trailers.removeTwinsOf(exchange.responseHeaders(), false);
    }
    if (!client.end(trailers)) {
      exchange.wrongLength();
      return;
    }
    passed = true;
    client.flush();
    exchange.finish();
  }

  /** False when the exchange has ended, or got another response, for what a filter did. */
  private boolean pass(ByteBuf data, boolean last) {
    ByteBuf out = chain == null ? data : chain.onResponseBody(data, last);
    if (out == null) {
      return false;
    }
    int length = out.readableBytes();
    if (!client.body(out)) {
      exchange.wrongLength();
      return false;
    }
    bytes += bodyless ? 0 : length;
    return true;
  }

  /** Something moved: the wait for the next piece begins anew. */
  void touch(Worker worker, long idleNanos) {
    if (idleNanos <= 0 || ended) {
      return;
    }
    if (idle == null) {
      idle = new IdleTimeout(worker, idleNanos);
    }
    idle.touch();
  }

  /** Forgets the body; another one may come in its place. */
  void release() {
    if (idle != null) {
      idle.cancel();
    }
    if (hold != null) {
      hold.cancel();
    }
    from = null;
    ended = false;
    trailers = null;
    if (local != null) {
      local.release();
      local = null;
    }
    if (held != null) {
      held.release();
    }
  }

  /** Ends an exchange whose body does not move: whose turn it was is in the error. */
  private final class IdleTimeout extends Timeout {
    private final Worker worker;
    private final long nanos;
    private long last;
    private long unsent;

    IdleTimeout(Worker worker, long nanos) {
      this.worker = worker;
      this.nanos = nanos;
    }

    void touch() {
      last = worker.nanos();
      if (!client.isWritable()) {
        unsent = client.unsentBytes();
      }
      if (!isActive()) {
        worker.timers().start(this, last, nanos);
      }
    }

    @Override
    protected void expired() {
      long left = last + nanos - worker.nanos();
      if (left > 0) {
        worker.timers().start(this, left);
      } else if (isHeldBack()) { // our own doing
        touch();
      } else if (client.isWritable()) {
        exchange.broken(from == null ? ProxyErrors.UPSTREAM_IDLE : from.stopped());
      } else if (client.unsentBytes() != unsent) { // slow, but it reads
        touch();
      } else {
        exchange.broken(ProxyErrors.CLIENT_IDLE);
      }
    }
  }
}
