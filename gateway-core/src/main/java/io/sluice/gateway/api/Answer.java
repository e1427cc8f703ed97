package io.sluice.gateway.api;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** What came of a {@link Question}; to be looked at only while it is being told. */
public interface Answer {

  /** Why there is no answer, or null: then there is one, whatever its status. */
  @Nullable GatewayError error();

  /** 200 to 599; 0 without an answer. */
  int status();

  /** The end-to-end fields. */
  HttpHeaders responseHeaders();

  /** The whole body, borrowed. */
  ByteBuf body();
}
