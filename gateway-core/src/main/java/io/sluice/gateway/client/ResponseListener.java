package io.sluice.gateway.client;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.http.ResponseHead;
import io.sluice.gateway.http.WireHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Hears what comes back for one request. Calls come in order: any number of informational heads,
 * one head, pieces of body, the end; or, at any point, one failure and then nothing more.
 */
public interface ResponseListener {

  /** A 1xx other than 101. */
  void onInformational(ResponseHead head);

  /** The final head. */
  void onHead(ResponseHead head);

  /** A piece of the body; ownership passes to the listener. */
  void onBody(ByteBuf data);

  /** The response is complete; the connection has gone its way and must not be used any more. */
  void onEnd(@Nullable WireHeaders trailers);

  /**
   * The response will not be completed; the connection is closed.
   *
   * @param error with status 502
   */
  void onFailure(GatewayError error);

  /** More of the request may be sent. */
  void onWritable();

  /** All that was received in one go has been told: the time to flush what was derived from it. */
  void onReadComplete();
}
