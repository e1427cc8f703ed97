package io.sluice.gateway.proxy;

import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.client.ClientErrors;
import io.sluice.gateway.client.UpstreamConnection;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.upstream.PooledEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * One request to one endpoint, as the endpoint hears of it.
 *
 * <p>What came of it is told at most once: a failure when it is seen, a success when the response
 * is over, so that a server whose responses break in the middle does not count as well. Nothing is
 * told of a call that ends for another reason than the server's before the response's head has
 * come.
 */
abstract class EndpointCall {
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

  // ---- what happens

  /** It has a connection. */
  final void connected(UpstreamConnection ready) {
    connection = ready;
    asked();
  }

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

  final void answered(int status) {
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

  /** No connection could be opened. */
  final void connectFailed(GatewayError error) {
    if (error.origin() == GatewayError.Origin.UPSTREAM) { // else it is our own lack
      endpoint.connectFailed(worker.nanos());
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

  /** It is over. */
  final void left() {
    ended = true;
    if (answered) { // and nothing bad was seen
      judge(true);
    }
    endpoint.requestEnded();
  }

  /** Gives the server up, and the connection with it. */
  abstract void cancel();

  /** How it failed, for the access log. */
  final String story(GatewayError error) {
    long micros = nanos() / 1000;
    return endpoint.name() + ' ' + error.reason() + ' ' + micros / 1000.0 + "ms";
  }
}
