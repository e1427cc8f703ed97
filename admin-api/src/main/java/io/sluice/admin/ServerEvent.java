package io.sluice.admin;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import java.nio.charset.StandardCharsets;

/** One event of a stream as it is sent, or a comment; immutable. */
final class ServerEvent {

  /** Says nothing but that the stream is open. */
  static final ServerEvent HEARTBEAT = new ServerEvent(":\n\n");

  private final byte[] bytes;

  private ServerEvent(String text) {
    bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param data what {@link Json} makes a line of
   */
  static ServerEvent of(String name, Object data) {
    return new ServerEvent("event: " + name + "\ndata: " + Json.text(data) + "\n");
  }

  /** For one stream. */
  HttpContent content() {
    return new DefaultHttpContent(Unpooled.wrappedBuffer(bytes));
  }

  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
