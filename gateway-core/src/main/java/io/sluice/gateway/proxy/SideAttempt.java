package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.client.UpstreamConnection;
import io.sluice.gateway.event.Worker;
import io.sluice.gateway.http.ResponseHead;
import io.sluice.gateway.http.WireHeaders;
import io.sluice.gateway.upstream.PooledEndpoint;
import org.jspecify.annotations.Nullable;

/** One try of one {@link SideQuestion} at one endpoint. */
final class SideAttempt extends EndpointCall {
  private final SideQuestion question;

  SideAttempt(SideQuestion question, PooledEndpoint endpoint, Worker worker, long startedAt) {
    super(endpoint, worker, startedAt);
    this.question = question;
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
  void finished(long nanos) {
    question.attemptEnded(nanos);
  }

  @Override
  void ask(UpstreamConnection ready) {
    question.send(this, ready);
  }

  @Override
  void unasked(GatewayError why) {
    question.onUnasked(this, why);
  }

  @Override
  public void onInformational(ResponseHead head) {}

  @Override
  void head(ResponseHead head) {
    question.onHead(head);
  }

  @Override
  void body(ByteBuf data) {
    question.onBody(data);
  }

  @Override
  void complete(@Nullable WireHeaders trailers) {
    question.onEnd();
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
