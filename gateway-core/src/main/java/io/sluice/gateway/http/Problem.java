package io.sluice.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.gateway.api.Escapes;
import io.sluice.gateway.api.GatewayError;
import java.nio.charset.StandardCharsets;

/** The body of an answer that the gateway itself gives: RFC 9457 problem details. */
public final class Problem {
  /** Its media type. */
  public static final String CONTENT_TYPE = "application/problem+json";

  private Problem() {}

  /** Writes the problem; the caller owns the buffer. */
  public static ByteBuf of(GatewayError error, String requestId, ByteBufAllocator allocator) {
    byte[] bytes = bytes(error, requestId);
    return allocator.directBuffer(bytes.length).writeBytes(bytes);
  }

  /** The problem as JSON in UTF-8, with a line feed at its end. */
  public static byte[] bytes(GatewayError error, String requestId) {
    StringBuilder json = new StringBuilder(192);
    json.append("{\"type\":\"about:blank\",\"title\":\"");
    json.append(StatusLine.reason(error.status()));
    json.append("\",\"status\":").append(error.status());
    if (error.detail() != null) {
      json.append(",\"detail\":");
      Escapes.json(json, error.detail());
    }
    json.append(",\"reason\":\"").append(error.reason());
    json.append("\",\"request_id\":");
    Escapes.json(json, requestId);
    json.append("}\n");
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
