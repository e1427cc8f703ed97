package io.sluice.admin;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.gateway.api.GatewayError;
import io.sluice.gateway.http.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told.
 *
 * @param contentType of the body; empty when there is none
 * @param body from position to limit, which readers leave as they are
 * @param headers besides those that every answer carries, or instead of them
 * @param tail sends what follows the body; null = nothing does
 */
record Answer(
    HttpResponseStatus status,
    String contentType,
    ByteBuffer body,
    Map<String, String> headers,
    @Nullable Tail tail) {

  /** Sends more of an answer, piece by piece, until its connection ends. */
  @FunctionalInterface
  interface Tail {

    /**
     * Called on the connection's event loop when all before it has been handed over.
     *
     * @param connection takes {@code HttpContent}; nothing else is written to it any more
     */
    void follow(Channel connection);
  }

  /** One that ends with its body. */
  Answer(
      HttpResponseStatus status, String contentType, ByteBuffer body, Map<String, String> headers) {
    this(status, contentType, body, headers, null);
  }

  static Answer json(HttpResponseStatus status, String json) {
    return of(status, "application/json", json);
  }

  /** An answer of this content type with no headers of its own. */
  static Answer of(HttpResponseStatus status, String contentType, String body) {
    return new Answer(
        status, contentType, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), Map.of());
  }

  /** One that says all with its status and headers. */
  static Answer empty(HttpResponseStatus status) {
    return new Answer(status, "", ByteBuffer.allocate(0), Map.of());
  }

  /** A problem (RFC 9457), in the form that the data plane gives its own. */
  static Answer problem(GatewayError error, String requestId) {
    return new Answer(
        HttpResponseStatus.valueOf(error.status()),
        Problem.CONTENT_TYPE,
        ByteBuffer.wrap(Problem.bytes(error, requestId)),
        Map.of());
  }

  /** This one with a header more, its name in lower case. */
  Answer with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, body, Map.copyOf(more));
  }
}
