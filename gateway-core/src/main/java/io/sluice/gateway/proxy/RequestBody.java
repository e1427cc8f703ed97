package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.filter.ChainRunner;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.RequestHead;
import io.sluice.gateway.http.WireHeaders;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The request's body as it comes from the client: held while filters look at the head, collected
 * where one of them asks for the whole, then passed through the body filters to the {@link
 * Forwarding}.
 *
 * <p>What is held without being asked for is bounded by one read: the client's side is paused.
 */
final class RequestBody {
  private static final WireHeaders NO_HEADERS = new WireHeaders();

  private final ProxyExchange exchange;
  private final ClientStream client;
  private final RequestHead head;
  private @Nullable HeldPieces held;
  private @Nullable Hold hold;
  private @Nullable Forwarding to;
  private @Nullable Consumer<ByteBuf> collector;
  private int collectAtMost;
  private long bytes;
  private boolean ended;
  private boolean dropped; // a part of it is gone
  private @Nullable WireHeaders trailers;

  RequestBody(ProxyExchange exchange, ClientStream client, RequestHead head) {
    this.exchange = exchange;
    this.client = client;
    this.head = head;
    this.ended = head.length() == 0;
  }

  /** Whether a filter waits for the whole of it. */
  boolean isCollecting() {
    return collector != null && !ended;
  }

  /** Bytes received so far. */
  long bytes() {
    return bytes;
  }

  /** Takes a piece; ownership passes in. */
  void add(ByteBuf data) {
    bytes += data.readableBytes();
    if (exchange.isSettled()) {
      dropped = true;
      data.release();
    } else if (collector == null && (to == null || isHeldBack())) { // who collects is not held up
      hold(data);
      client.reading(false);
    } else if (to != null) {
      pass(to, data, false);
    } else if (collector != null && bytes > collectAtMost) {
      data.release();
      collector = null;
      exchange.broken(ProxyErrors.TOO_LARGE);
    } else {
      hold(data);
      client.reading(true);
    }
  }

  /** The body is complete. */
  void end(@Nullable WireHeaders trailerFields) {
    if (ended) {
      return;
    }
    ended = true;
    trailers = trailerFields;
    if (to == null) {
      giveToCollector();
    } else if (!isHeldBack()) {
      finish(to);
    }
  }

  /** From now on everything goes to {@code forwarding}. */
  void forwardTo(Forwarding forwarding) {
    if (head.length() == 0) {
      return;
    }
    to = forwarding;
    drain();
  }

  /** Passes on what is held, as far as no filter holds it back. */
  private void drain() {
    Forwarding forwarding = to;
    if (forwarding == null) {
      return;
    }
    HeldPieces pieces = held;
    while (pieces != null && !isHeldBack()) {
      ByteBuf piece = pieces.pollUpTo(hold == null ? Integer.MAX_VALUE : Hold.PIECE);
      if (piece == null) {
        break;
      }
      pass(forwarding, piece, false);
    }
    forwarding.flush(); // no read of the client's may come to do it
    if (isHeldBack()) {
      return;
    }
    if (ended) {
      finish(forwarding);
    } else if (!forwarding.isStalled()) {
      client.reading(true);
    }
  }

  /** See {@link io.sluice.gateway.api.Exchange#holdRequestBody}. */
  void holdBack(long nanos) {
    if (hold == null) {
      hold = new Hold(exchange.worker, this::drain);
    }
    hold.extend(nanos);
    client.reading(false);
  }

  /** Whether a filter holds it back just now. */
  boolean isHeldBack() {
    return hold != null && hold.isActive();
  }

  /** Whether all of it can still go to an origin. */
  boolean isWhole() {
    boolean untouched = to == null || (bytes == 0 && !ended); // by filters and by an origin
    return head.length() == 0 || (untouched && !dropped);
  }

  private void pass(Forwarding forwarding, ByteBuf data, boolean last) {
    if (exchange.isSettled()) {
      data.release();
      return;
    }
    ChainRunner chain = exchange.chain();
    ByteBuf out = chain == null ? data : chain.onRequestBody(data, last);
    if (out == null) { // a filter failed, and the exchange with it
      return;
    }
    if (exchange.isSettled()) {
      out.release();
    } else {
      forwarding.requestBody(out);
    }
  }

  private void finish(Forwarding forwarding) {
    pass(forwarding, Unpooled.EMPTY_BUFFER, true);
    if (!exchange.isSettled()) {
      if (trailers != null) { // what filters saw of the request must stay true
        trailers.removeTwinsOf(exchange.requestHeaders(), true);
      }
      forwarding.requestEnd(trailers);
    }
  }

  /** See {@link io.sluice.gateway.api.Exchange#bufferRequestBody}. */
  void collect(int maxBytes, Consumer<ByteBuf> whole) {
    if (collector != null || to != null) {
      throw new IllegalStateException("the request's body is on its way already");
    }
    collector = whole;
    collectAtMost = maxBytes;
    if (bytes > maxBytes || head.length() > maxBytes) {
      collector = null;
      exchange.broken(ProxyErrors.TOO_LARGE);
    } else if (ended) {
      giveToCollector();
    } else {
      if (head.expectsContinue()) {
        head.headers().remove(FieldName.EXPECT);
        client.informational(100, NO_HEADERS);
        client.flush();
      }
      client.reading(true);
    }
  }

  private void giveToCollector() {
    Consumer<ByteBuf> whole = collector;
    if (whole == null) {
      return;
    }
    collector = null;
    ByteBuf all = join().asReadOnly();
    ChainRunner chain = exchange.chain();
    if (chain != null) {
      chain.onWholeRequestBody(whole, all);
    }
  }

  /** The pieces as one, which stays held. */
  private ByteBuf join() {
    ByteBuf all = held == null ? null : held.joined();
    return all == null ? Unpooled.EMPTY_BUFFER : all;
  }

  private void hold(ByteBuf data) {
    if (held == null) {
      held = new HeldPieces(exchange.allocator());
    }
    held.add(data);
  }

  void release() {
    collector = null;
    if (hold != null) {
      hold.cancel();
    }
    if (held != null) {
      held.release();
    }
  }
}
