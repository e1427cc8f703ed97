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

/** One try of one {@link SideQuestion} at one endpoint. Once ended it is deaf. */
final class SideAttempt extends EndpointCall implements ConnectionListener, ResponseListener {
  private final SideQuestion question;

  SideAttempt(SideQuestion question, PooledEndpoint endpoint, Worker worker, long startedAt) {
    super(endpoint, worker, startedAt);
    this.question = question;
  }

  /** Begins; {@code fresh} when a kept connection has just proved stale. */
  void begin(boolean fresh) {
    endpoint.requestStarted();
    ConnectionPool pool = endpoint.pool(worker);
    if (fresh) {
      pool.acquireFresh(this);
    } else {
      pool.acquire(this);
    }
  }

  /** The time is up. A server that was asked has let it pass. */
  void timedOut() {
    if (!ended && connection != null) {
      if (isAnswered()) {
        judge(false); // it has stopped in the middle
      } else {
        slow();
      }
    }
    cancel();
  }

  @Override
  void cancel() {
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

  private void finish() {
    left();
    question.attemptEnded(nanos());
  }

  @Override
  public void onConnection(UpstreamConnection ready) {
    if (!ready.reused()) {
      endpoint.connected();
    }
    if (ended) {
      ready.giveBack();
      return;
    }
    connected(ready);
    question.send(this, ready);
  }

  @Override
  public void onConnectionFailure(GatewayError error) {
    connectFailed(error);
    if (ended) {
      return;
    }
    if (error.equals(ClientErrors.POOL_FULL)) { // it took no time that would say anything
      left();
    } else {
      finish();
    }
    question.onUnasked(this, error);
  }

  @Override
  public void onInformational(ResponseHead head) {}

  @Override
  public void onHead(ResponseHead head) {
    if (!ended) {
      answered(head.status());
      question.onHead(head);
    }
  }

  @Override
  public void onBody(ByteBuf data) {
    if (ended) {
      data.release();
    } else {
      question.onBody(data);
    }
  }

  @Override
  public void onEnd(@Nullable WireHeaders trailers) {
    if (!ended) {
      finish();
      question.onEnd();
    }
  }

  @Override
  public void onFailure(GatewayError error) {
    if (ended) {
      return;
    }
    boolean stale = isStale(error);
    if (!stale && error.origin() == GatewayError.Origin.UPSTREAM) {
      judge(false);
    }
    cancel();
    question.onFailure(this, error, stale);
  }

  @Override
  public void onWritable() {}

  @Override
  public void onReadComplete() {}
}
