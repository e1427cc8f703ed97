package io.sluice.gateway.api;

import io.netty.buffer.ByteBuf;

/** A filter that sees or changes the response's body as it streams by. */
public interface ResponseBodyFilter extends Filter {

  /**
   * Called for each piece of the body, back to front, in order; the last time with {@code last},
   * then often with an empty piece. Not called for a response without a body. A filter that changes
   * the length must remove {@code content-length} from the response headers in {@link #onResponse}.
   *
   * @param chunk borrowed: the engine releases it
   * @return what goes on: {@code chunk} itself, an empty buffer to hold it back, or another buffer,
   *     whose ownership passes to the engine
   * @throws Exception aborts the exchange: the head has gone
   */
  ByteBuf onResponseBody(Exchange exchange, ByteBuf chunk, boolean last) throws Exception;
}
