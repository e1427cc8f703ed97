package io.sluice.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a client is told.
 *
 * @param contentType of the body
 * @param body from position to limit, which readers leave as they are
 * @param headers besides those that every answer carries
 */
record Answer(
    HttpResponseStatus status, String contentType, ByteBuffer body, Map<String, String> headers) {

  static Answer json(HttpResponseStatus status, String json) {
    return of(status, "application/json", json);
  }

  /** An answer of this content type with no headers of its own. */
  static Answer of(HttpResponseStatus status, String contentType, String body) {
    return new Answer(
        status, contentType, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), Map.of());
  }

  /**
   * A problem (RFC 9457).
   *
   * @param reason stable snake_case word
   * @param detail a sentence of ours, never text from the request: it is not escaped
   */
  static Answer problem(HttpResponseStatus status, String reason, String detail) {
    return of(
        status,
        "application/problem+json",
        """
        {"type":"about:blank","title":"%s","status":%d,"detail":"%s","reason":"%s"}
        """
            .formatted(status.reasonPhrase(), status.code(), detail, reason));
  }

  Answer with(String header, String value) {
    return new Answer(status, contentType, body, Map.of(header, value));
  }
}
