package io.sluice.filters.cache.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.filters.cache.rules.Fields;
import io.sluice.filters.cache.rules.Freshness;
import io.sluice.filters.cache.rules.ResponseDirectives;
import io.sluice.gateway.http.WireHeaders;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Stored responses of a test; fields are written as in a message, lines parted by {@code |}. */
public final class Responses {
  public static final Freshness FRESH = new Freshness(0, 0, 60_000);

  private Responses() {}

  /** A body. */
  public static ByteBuf memory(String text) {
    return Unpooled.directBuffer(text.length()).writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A response. */
  public static StoredResponse of(String lines, String body) {
    return of(lines, memory(body));
  }

  /** A response, which owns the body. */
  public static StoredResponse of(String lines, ByteBuf body) {
    WireHeaders fields = Fields.of(lines);
    return StoredResponse.of(200, fields, ResponseDirectives.of(fields), FRESH, 0, body);
  }

  /** Without a body, of an origin that was asked after a purge. */
  static StoredResponse askedAfter(long purge, String lines) {
    WireHeaders fields = Fields.of(lines);
    ResponseDirectives said = ResponseDirectives.of(fields);
    return StoredResponse.of(200, fields, said, FRESH, purge, Unpooled.EMPTY_BUFFER);
  }

  /** Text of a body, which is released; null when there is none. */
  public static @Nullable String text(@Nullable ByteBuf body) {
    if (body == null) {
      return null;
    }
    try {
      return body.toString(StandardCharsets.UTF_8);
    } finally {
      body.release();
    }
  }

  /** The same of a response, or null when there is none. */
  public static @Nullable String text(@Nullable StoredResponse response) {
    return response == null ? null : text(response.body());
  }

  /** What a hit sends. */
  public static String sent(StoredResponse response) {
    WireHeaders out = new WireHeaders();
    out.append(response.fields());
    StringBuilder lines = new StringBuilder();
    out.entries()
        .forEach(
            line ->
                lines
                    .append(lines.isEmpty() ? "" : "|")
                    .append(line.getKey())
                    .append(": ")
                    .append(line.getValue()));
    return lines.toString();
  }
}
