package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.client.UpstreamConnection;
import io.sluice.gateway.event.Timeout;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.http.ResponseHead;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.snapshot.Bulkhead;
import io.sluice.gateway.upstream.PooledEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * One try of one exchange at one endpoint: hands the exchange what comes back, and says which kind
 * of failure it was.
 */
final class Attempt extends EndpointCall {
  /** Origins give up clients that keep them waiting, and none does sooner. */
  private static final long SLOW_CLIENT_NANOS = 1_000_000_000;

  private final Forwarding forwarding;
  private final ProxyExchange exchange;
  private final @Nullable Bulkhead bulkhead; // null: any number may wait
  private final Timeout tryTimeout =
      new Timeout() {
        @Override
        protected void expired() {
          // How fast the request comes is not the origin's doing.
          boolean waits = connection == null ? !perTry : !forwarding.isUploaded();
          if (waits) {
            worker.timers().start(this, waitNanos);
          } else {
            end(perTry ? ProxyErrors.TRY_TIMEOUT : ProxyErrors.UPSTREAM_IDLE);
          }
        }
      };
  private final long startedAt;
  private final long waitNanos; // for the response's head
  private final boolean perTry; // whether that is the attempt's limit, or the route's idle time
  private boolean held; // the response's body waits for the client
  private long heldAt;
  private long longestHold;
  private boolean waits; // for a connection, in one of the route's places

  /**
   * An attempt that begins now.
   *
   * @param bulkhead of the route
   * @param perTryNanos from the last byte of the request to the head of the response, the wait for
   *     a connection included; 0 = no limit but the idle time
   * @param idleNanos the same without the wait for a connection; 0 = for ever
   */
  Attempt(
      Forwarding forwarding,
      ProxyExchange exchange,
      PooledEndpoint endpoint,
      Worker worker,
      long startedAt,
      @Nullable Bulkhead bulkhead,
      long perTryNanos,
      long idleNanos) {
    super(endpoint, worker, startedAt);
    this.forwarding = forwarding;
    this.exchange = exchange;
    this.bulkhead = bulkhead;
    this.startedAt = startedAt;
    this.perTry = perTryNanos > 0 && (idleNanos == 0 || perTryNanos <= idleNanos);
    this.waitNanos = perTry ? perTryNanos : idleNanos;
  }

  /** Begins; {@code fresh} when a kept connection has just proved stale. */
  void begin(boolean fresh) {
    if (waitNanos > 0) {
      worker.timers().start(tryTimeout, startedAt, waitNanos);
    }
    boolean queued = acquire(fresh);
    if (queued && bulkhead != null && connection == null && !ended) {
      waits = bulkhead.mayWait();
      if (!waits) {
        endpoint.pool(worker).forget(this);
        leave();
        unasked(ProxyErrors.ROUTE_FULL);
      }
    }
  }

  private void endWait() {
    if (waits && bulkhead != null) {
      waits = false;
      bulkhead.endWait();
    }
  }

  /** The request is complete: from here on the origin has the word. */
  void waitForResponse() {
    asked();
    if (tryTimeout.isActive()) {
      worker.timers().start(tryTimeout, waitNanos);
    }
  }

  /** The exchange's time is up. If the origin has let it pass, that is the origin's failure. */
  void timedOut() {
    if (!ended && connection != null && !isAnswered() && forwarding.isUploaded()) {
      slow();
    }
  }

  /** The origin has stopped in the middle: it neither takes the request nor sends the response. */
  void stopped() {
    if (!ended) {
      judge(false);
    }
  }

  /** Stops and resumes the response's body, as the client takes it. */
  void reading(boolean on) {
    UpstreamConnection from = connection;
    if (from == null) {
      return;
    }
    if (held == on) {
      long now = worker.nanos();
      if (on) {
        longestHold = Math.max(longestHold, now - heldAt);
      }
      held = !on;
      heldAt = now;
    }
    from.reading(on);
  }

  /** Whether the client has kept the origin waiting so long that it may have given up for that. */
  private boolean isClientSlow() {
    if (isAnswered()) {
      return Math.max(longestHold, held ? worker.nanos() - heldAt : 0) >= SLOW_CLIENT_NANOS;
    }
    return !forwarding.isUploaded() && askedNanos() >= SLOW_CLIENT_NANOS;
  }

  /** Another attempt was faster: this one would have taken longer than so far. */
  void lose() {
    if (!ended && connection != null && !isAnswered()) {
      outlasted();
    }
    cancel();
  }

  private void tell(GatewayError error) {
    exchange.note(story(error));
  }

  /**
   * The response is not wanted: a short one is read to its end, so that the connection lives on.
   */
  void abandon(ResponseHead head) {
    finish();
    if (connection != null) {
      connection.discardResponse(head);
    }
  }

  @Override
  void leave() {
    endWait();
    tryTimeout.cancel();
    super.leave();
  }

  @Override
  void finished(long nanos) {
    forwarding.attemptEnded(nanos);
  }

  private void end(GatewayError error) {
    if (ended) {
      return;
    }
    UpstreamConnection used = connection;
    boolean stale = isStale(error);
    // Without a connection nothing was asked; that none could be opened is told when it is known.
    if (used != null && error.status() == 504) {
      slow();
    } else if (used != null
        && error.origin() == GatewayError.Origin.UPSTREAM
        && !stale
        && !isClientSlow()) {
      judge(false);
    }
    cancel();
    tell(error);
    forwarding.onFailed(this, error, stale);
  }

  @Override
  void ask(UpstreamConnection ready) {
    endWait();
    forwarding.onConnected(this, ready);
  }

  @Override
  void unasked(GatewayError why) {
    tell(why);
    forwarding.onFailed(this, why, false);
  }

  @Override
  public void onInformational(ResponseHead head) {
    if (!ended) {
      exchange.onInformational(head);
    }
  }

  @Override
  void head(ResponseHead head) {
    tryTimeout.cancel();
    if (!forwarding.retries(this, head)) {
      forwarding.commit(this, head.status());
      exchange.onResponseHead(head);
    }
  }

  @Override
  void body(ByteBuf data) {
    exchange.onResponseBody(data);
  }

  @Override
  void complete(@Nullable WireHeaders trailers) {
    forwarding.onEnd();
    exchange.onResponseEnd(trailers);
  }

  @Override
  public void onFailure(GatewayError error) {
    end(error);
  }

  @Override
  public void onWritable() {
    if (!ended) {
      exchange.onUpstreamWritable();
    }
  }

  @Override
  public void onReadComplete() {
    if (!ended) {
      exchange.flushResponse();
    }
  }
}
