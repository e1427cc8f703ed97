package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.client.ClientErrors;
import io.sluice.gateway.client.ConnectionListener;
import io.sluice.gateway.client.ConnectionPool;
import io.sluice.gateway.client.ResponseListener;
import io.sluice.gateway.client.UpstreamConnection;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.http.ResponseHead;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.upstream.PooledEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * One request to one endpoint: waits for a connection, asks, and says what comes back. Once ended
 * it is deaf, so that nothing late reaches whoever has gone on to another.
 *
 * <p>The endpoint hears at most once what came of it: a failure when it is seen, a success when the
 * response is over, so that a server whose responses break in the middle does not count as well.
 * Nothing is told of a call that ends for another reason than the server's before the response's
 * head has come.
 */
abstract class EndpointCall implements ConnectionListener, ResponseListener {
  final PooledEndpoint endpoint;
  final Worker worker;
  private final long startedAt;
  @Nullable UpstreamConnection connection;
  boolean ended;
  private long askedAt; // when the request was sent, as far as it was there
  private boolean answered; // the response's head has come
  private boolean judged; // the endpoint knows what came of it

  EndpointCall(PooledEndpoint endpoint, Worker worker, long startedAt) {
    this.endpoint = endpoint;
    this.worker = worker;
    this.startedAt = startedAt;
  }

  final PooledEndpoint endpoint() {
    return endpoint;
  }

  final @Nullable UpstreamConnection connection() {
    return connection;
  }

  /** Nanoseconds since it began. */
  final long nanos() {
    return worker.nanos() - startedAt;
  }

  // ---- a connection

  /**
   * Begins.
   *
   * @param fresh a kept connection has just proved stale
   * @return whether it has to wait for a connection
   */
  final boolean acquire(boolean fresh) {
    endpoint.requestStarted();
    ConnectionPool pool = endpoint.pool(worker);
    return fresh ? pool.acquireFresh(this) : pool.acquire(this);
  }

  @Override
  public final void onConnection(UpstreamConnection ready) {
    if (!ready.reused()) {
      endpoint.connected();
    }
    if (ended) {
      ready.giveBack();
      return;
    }
    connection = ready;
    asked();
    ask(ready);
  }

  /** Sends the request, as far as it is there. */
  abstract void ask(UpstreamConnection ready);

  @Override
  public final void onConnectionFailure(GatewayError error) {
    if (error.origin() == GatewayError.Origin.UPSTREAM) { // else it is our own lack
      endpoint.connectFailed(worker.nanos());
    }
    if (ended) {
      return;
    }
    if (error.equals(ClientErrors.POOL_FULL)) { // it took no time that would say anything
      leave();
    } else {
      finish();
    }
    unasked(error);
  }

  /** It is over: there was no connection. */
  abstract void unasked(GatewayError why);

  // ---- the response

  @Override
  public final void onHead(ResponseHead head) {
    if (!ended) {
      answered(head.status());
      head(head);
    }
  }

  abstract void head(ResponseHead head);

  @Override
  public final void onBody(ByteBuf data) {
    if (ended) {
      data.release();
    } else {
      body(data);
    }
  }

  /** Takes ownership. */
  abstract void body(ByteBuf data);

  @Override
  public final void onEnd(@Nullable WireHeaders trailers) {
    if (!ended) {
      finish();
      complete(trailers);
    }
  }

  /** It is over: all of the response is there. */
  abstract void complete(@Nullable WireHeaders trailers);

  // ---- what the endpoint hears

  /** The server has the word. */
  final void asked() {
    askedAt = worker.nanos();
  }

  final long askedNanos() {
    return worker.nanos() - askedAt;
  }

  final boolean isAnswered() {
    return answered;
  }

  private void answered(int status) {
    answered = true;
    long now = worker.nanos();
    long latency = now - askedAt;
    if (status < 500) {
      endpoint.responded(latency, now);
      return;
    }
    judge(false);
    long known = endpoint.latencyNanos(now);
    if (known > 0 && latency > known) { // an error that comes at once is no good latency
      endpoint.responded(latency, now);
    }
  }

  /** Whether it failed because the server had closed a kept connection meanwhile. */
  final boolean isStale(GatewayError error) {
    UpstreamConnection used = connection;
    return error.equals(ClientErrors.RESET) && used != null && used.reused() && !used.receivedAny();
  }

  /** The server has not answered for so long that it is taken for a failure. */
  final void slow() {
    judge(false);
    outlasted();
  }

  /** It would have taken longer than so far. */
  final void outlasted() {
    long now = worker.nanos();
    endpoint.responded(now - askedAt, now);
  }

  final void judge(boolean well) {
    if (judged) {
      return;
    }
    judged = true;
    if (well) {
      endpoint.succeeded();
    } else {
      endpoint.failed();
    }
  }

  // ---- how it ends

  /** It is over, and how long it took says nothing. */
  void leave() {
    ended = true;
    if (answered) { // and nothing bad was seen
      judge(true);
    }
    endpoint.requestEnded();
  }

  /** It is over. */
  final void finish() {
    leave();
    finished(nanos());
  }

  /** For the metrics. */
  abstract void finished(long nanos);

  /** Gives the server up, and the connection with it; nothing more is told. */
  final void cancel() {
    if (ended) {
      return;
    }
    finish();
    if (connection != null) {
      connection.cancel();
    } else {
      endpoint.pool(worker).forget(this);
    }
  }

  /** How it failed, for the access log. */
  final String story(GatewayError error) {
    long micros = nanos() / 1000;
    return endpoint.name() + ' ' + error.reason() + ' ' + micros / 1000.0 + "ms";
  }
}
