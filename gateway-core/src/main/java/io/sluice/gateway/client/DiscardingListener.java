package io.sluice.gateway.client;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.http.ResponseHead;
import io.sluice.gateway.http.WireHeaders;
import org.jspecify.annotations.Nullable;

/** Reads the rest of a response that nobody wants. */
final class DiscardingListener implements ResponseListener {

  @Override
  public void onInformational(ResponseHead head) {}

  @Override
  public void onHead(ResponseHead head) {}

  @Override
  public void onBody(ByteBuf data) {
    data.release();
  }

  @Override
  public void onEnd(@Nullable WireHeaders trailers) {}

  @Override
  public void onFailure(GatewayError error) {}

  @Override
  public void onWritable() {}

  @Override
  public void onReadComplete() {}
}
