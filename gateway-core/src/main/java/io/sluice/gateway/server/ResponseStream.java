package io.sluice.gateway.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.Framing;
import io.sluice.gateway.http.MessageWriter;
import io.sluice.gateway.http.MessageWriter.Persistence;
import io.sluice.gateway.http.WireHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The responses of one connection, one after another: how each is framed for the request that it
 * answers (RFC 9112 6), and whether the connection may live on after it. What filters say of the
 * framing is never taken for granted.
 *
 * <p>Confined to the connection's event loop.
 */
final class ResponseStream {
  private final MessageWriter writer;
  private String method = "";
  private int minorVersion = 1;
  private boolean keepAlive;
  private boolean headSent;
  private boolean bodyless;
  private long bodyLeft = -1; // with Content-Length
  private boolean closeDelimited;
  private boolean ended;

  ResponseStream(ChannelHandlerContext context) {
    this.writer = new MessageWriter(context);
  }

  /** Begins the answer to a request. */
  void begin(String requestMethod, int requestMinorVersion, boolean mayKeepAlive) {
    method = requestMethod;
    minorVersion = requestMinorVersion;
    keepAlive = mayKeepAlive;
    restart();
  }

  private void restart() {
    headSent = false;
    ended = false;
    bodyless = false;
    closeDelimited = false;
    bodyLeft = -1;
  }

  boolean keepsAlive() {
    return keepAlive;
  }

  /** The connection ends with this response. */
  void closes() {
    keepAlive = false;
  }

  /** Whether the whole response has been written. */
  boolean isEnded() {
    return ended;
  }

  /** Whether only the end of the connection tells the client where the body ends. */
  boolean isCloseDelimited() {
    return closeDelimited;
  }

  /** Writes an informational head; false when the client does not know such. */
  boolean informational(int status, WireHeaders headers) {
    if (minorVersion == 0 || headSent) {
      return false;
    }
    headers.remove(FieldName.CONTENT_LENGTH); // RFC 9110 8.6
    writer.response(status, headers, false, Persistence.IMPLIED);
    return true;
  }

  /** Writes the head; {@code closing} when the connection cannot live on in any case. */
  void head(int status, WireHeaders headers, boolean closing) {
    headSent = true;
    headers.remove(FieldName.TRANSFER_ENCODING);
    bodyless = Framing.isBodyless(method, status);
    if (status == 204) {
      headers.remove(FieldName.CONTENT_LENGTH);
    }
    boolean chunked = false;
    if (!bodyless) {
      bodyLeft = Framing.declaredLength(headers);
      if (bodyLeft < 0) {
        headers.remove(FieldName.CONTENT_LENGTH); // a filter's, and no length
        chunked = minorVersion == 1;
        closeDelimited = minorVersion == 0;
      }
    }
    keepAlive &= !closing && !closeDelimited;
    writer.response(status, headers, chunked, persistence());
  }

  private Persistence persistence() {
    if (!keepAlive) {
      return Persistence.CLOSE;
    }
    return minorVersion == 0 ? Persistence.KEEP_ALIVE : Persistence.IMPLIED;
  }

  /**
   * Writes a piece of the body; takes ownership.
   *
   * @return false when it is longer than announced: the client would read the rest as the next
   *     response
   */
  boolean body(ByteBuf data) {
    if (bodyless) {
      data.release();
      return true;
    }
    if (bodyLeft >= 0) {
      if (data.readableBytes() > bodyLeft) {
        data.release();
        return false;
      }
      bodyLeft -= data.readableBytes();
    }
    writer.body(data);
    return true;
  }

  /** Ends the response, unless it is shorter than announced. */
  boolean end(@Nullable WireHeaders trailers) {
    if (bodyLeft > 0) {
      return false;
    }
    ended = true;
    writer.end(trailers);
    return true;
  }

  /** See {@link io.sluice.gateway.proxy.ClientStream#retract}. */
  boolean retract() {
    boolean unsent = writer.retract();
    if (unsent) {
      restart();
    }
    return unsent;
  }

  void flush() {
    writer.flush();
  }

  /** Drops what has not gone out. */
  void discard() {
    writer.discard();
  }
}
