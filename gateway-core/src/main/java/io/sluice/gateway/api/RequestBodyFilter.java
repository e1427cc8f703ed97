package io.sluice.gateway.api;

import io.netty.buffer.ByteBuf;

/** A filter that sees or changes the request's body as it streams by. */
public interface RequestBodyFilter extends Filter {

  /**
   * Called for each piece of the body, front to back, in order; the last time with {@code last},
   * then often with an empty piece. Not called for a request without a body. A filter that changes
   * the length must remove {@code content-length} from the request headers in {@link #onRequest}.
   *
   * @param chunk borrowed: the engine releases it
   * @return what goes on: {@code chunk} itself, an empty buffer to hold it back, or another buffer,
   *     whose ownership passes to the engine
   * @throws Exception ends the exchange with 500, or aborts it when bytes have gone
   */
  ByteBuf onRequestBody(Exchange exchange, ByteBuf chunk, boolean last) throws Exception;
}
