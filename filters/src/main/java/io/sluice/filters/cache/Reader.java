package io.sluice.filters.cache;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.sluice.filters.cache.CacheMeters.Outcome;
import io.sluice.filters.cache.rules.CacheStatus;
import io.sluice.filters.cache.rules.CacheStatus.Forward;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.gateway.api.Exchange;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.api.ReplyBody;
import io.sluice.gateway.http.WireHeaders;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that waits for a flight, and is answered by what comes of it. Confined to the loop of
 * its exchange.
 */
final class Reader implements Waiting {
  private final CacheFilter filter;
  private final Exchange exchange;
  private final Ask ask;
  private final Forward why;
  private @Nullable ReplyBody body;
  private boolean pulling;
  private boolean gone;
  private int looks;
  @Nullable Seat seat; // at the flight that it waits for

  /**
   * @param why the origin is asked
   */
  Reader(CacheFilter filter, Exchange exchange, Ask ask, Forward why) {
    this.filter = filter;
    this.exchange = exchange;
    this.ask = ask;
    this.why = why;
  }

  Exchange exchange() {
    return exchange;
  }

  EventExecutor executor() {
    return exchange.executor();
  }

  @Override
  public void gone() {
    gone = true;
    leave();
  }

  private void leave() {
    Seat left = seat;
    seat = null;
    if (left != null) {
      left.leave();
    }
  }

  private boolean leads() {
    return seat != null && seat.leads;
  }

  // ---- what the flight tells

  void onHead(Head head) {
    boolean leads = leads();
    if (gone || seat == null) {
      return;
    }
    if (!leads && !head.isFor(exchange.requestHeaders())) {
      leave();
      filter.lookForVariant(this, exchange, ask, head.vary());
      return;
    }
    filter.tell(
        exchange,
        !leads ? Outcome.COLLAPSED : why == Forward.STALE ? Outcome.EXPIRED : Outcome.MISS);
    WireHeaders fields = (WireHeaders) exchange.responseHeaders();
    Answers.begin(fields, head, leads, filter.now());
    fields.add(
        CacheStatus.FIELD,
        CacheStatus.forwarded(why, head.status(), head.kept(), !leads, head.whyNotKept()));
    if (Answers.isHeld(exchange, head.status(), head.validators(), head.fields(), filter.now())) {
      leave();
      Answers.notModified(exchange);
      return;
    }
    ReplyBody made = exchange.replyStreaming(head.status());
    body = made;
    made.onWritable(this::pull);
    pull();
  }

  private void pull() {
    ReplyBody to = body;
    if (!pulling && !gone && to != null && to.isWritable() && seat != null) {
      pulling = true;
      seat.pull();
    }
  }

  /** A piece, whose ownership passes. */
  void onPiece(ByteBuf piece, boolean last) {
    pulling = false;
    ReplyBody to = body;
    if (gone || to == null) {
      piece.release();
      return;
    }
    to.write(piece);
    if (last) {
      onEnd();
    } else {
      pull();
    }
  }

  void onEnd() {
    leave();
    ReplyBody to = body;
    if (to != null) {
      to.end();
    }
  }

  /**
   * What a flight was to bring does not come.
   *
   * @param at where this waited; it may have left for another flight meanwhile
   */
  void onFailure(Seat at, GatewayError error) {
    if (gone || seat != at) {
      return;
    }
    boolean leads = leads();
    leave();
    ReplyBody to = body;
    if (to != null) {
      to.fail(error);
    } else {
      filter.tell(exchange, leads ? Outcome.MISS : Outcome.COLLAPSED);
      exchange.fail(error);
    }
  }

  /**
   * What is stored is the answer.
   *
   * @param bytes of its body; ownership passes
   * @param varyValues what the request says that it is for, in the fields that it varies by
   */
  void onStored(
      StoredResponse stored,
      ByteBuf bytes,
      String varyValues,
      @Nullable String detail,
      Outcome outcome) {
    boolean leads = leads();
    leave();
    if (gone) {
      bytes.release();
      return;
    }
    if (!leads && !stored.vary().valuesOf(exchange.requestHeaders()).equals(varyValues)) {
      bytes.release();
      filter.lookForVariant(this, exchange, ask, stored.vary());
      return;
    }
    filter.tell(exchange, outcome);
    String status =
        switch (outcome) {
          case REVALIDATED -> CacheStatus.forwarded(why, 304, detail == null, !leads, detail);
          case STALE ->
              detail == null ? null : CacheStatus.forwarded(why, 0, false, !leads, detail);
          default -> null;
        };
    Answers.stored(exchange, stored, bytes, status, filter.now());
  }

  /** What came, or went, may be stored by now. */
  void lookAgain() {
    leave();
    if (!gone) {
      filter.lookAgain(this, exchange, ask, ++looks);
    }
  }

  /** The answer is not for others. */
  void goAlone() {
    leave();
    if (!gone) {
      filter.askAlone(this, exchange, ask);
    }
  }
}
