package io.sluice.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages to one connection. Heads and small pieces of body are gathered in one buffer and
 * leave in one system call; large pieces are passed on as they are.
 *
 * <p>Confined to the connection's event loop. A write that fails surfaces in the pipeline's {@code
 * exceptionCaught}.
 */
public final class MessageWriter {
  private static final byte[] HTTP_1_1 = ascii(" HTTP/1.1\r\n");
  private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");
  private static final byte[] CRLF = ascii("\r\n");
  private static final byte[] LAST_CHUNK = ascii("0\r\n");
  private static final int GONE = -1;
  private static final int LARGEST_COPY = 1024;
  private static final int ROOM_FOR_BODY = 512;
  private static final int ROOM_FOR_FRAMING = 96;

  /** What a response says about its connection. */
  public enum Persistence {
    /** Nothing: HTTP/1.1 stays open. */
    IMPLIED,
    /** {@code keep-alive}, for an HTTP/1.0 client that asked. */
    KEEP_ALIVE,
    CLOSE
  }

  private final ChannelHandlerContext ctx;
  private @Nullable ByteBuf pending; // heads and small pieces that have not been passed on
  private boolean chunked;
  private boolean unflushed;
  private int headAt = GONE; // where in pending the last response's head begins

  public MessageWriter(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /** Writes a request head. */
  public void request(String method, String target, WireHeaders headers, boolean chunkedBody) {
    ByteBuf out = room(method.length() + target.length() + headers.encodedLength());
    ascii(out, method);
    out.writeByte(' ');
    ascii(out, target);
    out.writeBytes(HTTP_1_1);
    headers.writeTo(out);
    endHead(out, chunkedBody);
  }

  /** Writes a response head. */
  public void response(
      int status, WireHeaders headers, boolean chunkedBody, Persistence persistence) {
    ByteBuf out = room(headers.encodedLength());
    headAt = out.writerIndex();
    out.writeBytes(StatusLine.of(status));
    headers.writeTo(out);
    if (persistence != Persistence.IMPLIED) {
      out.writeBytes(persistence == Persistence.CLOSE ? CLOSE : KEEP_ALIVE);
    }
    endHead(out, chunkedBody);
  }

  private void endHead(ByteBuf out, boolean chunkedBody) {
    chunked = chunkedBody;
    if (chunkedBody) {
      out.writeBytes(CHUNKED);
    }
    out.writeBytes(CRLF);
  }

  /** Writes a piece of body; takes ownership. */
  public void body(ByteBuf data) {
    int length = data.readableBytes();
    if (length == 0) {
      data.release();
      return;
    }
    ByteBuf out = pending;
    if (length <= LARGEST_COPY || (out != null && length + 24 <= out.writableBytes())) {
      try {
        beginChunk(length);
        room(length).writeBytes(data);
      } finally {
        data.release();
      }
    } else {
      try {
        beginChunk(length);
      } catch (Throwable e) {
        data.release();
        throw e;
      }
      writePending();
      ctx.write(data, ctx.voidPromise());
      unflushed = true;
    }
    if (chunked) {
      room(2).writeBytes(CRLF);
    }
  }

  private void beginChunk(int length) {
    if (chunked) {
      ByteBuf out = room(16);
      ascii(out, Integer.toHexString(length));
      out.writeBytes(CRLF);
    }
  }

  /** Ends the body; trailers go out only after a chunked one. */
  public void end(@Nullable WireHeaders trailers) {
    if (!chunked) {
      return;
    }
    chunked = false;
    ByteBuf out = room(trailers == null ? 8 : trailers.encodedLength() + 8);
    out.writeBytes(LAST_CHUNK);
    if (trailers != null) {
      trailers.writeTo(out);
    }
    out.writeBytes(CRLF);
  }

  /** Takes the last response back, as long as nothing of it has been passed on. */
  public boolean retract() {
    ByteBuf out = pending;
    if (out == null || headAt == GONE) {
      return false;
    }
    out.writerIndex(headAt);
    headAt = GONE;
    chunked = false;
    return true;
  }

  /** Sends what was written. */
  public void flush() {
    writePending();
    if (unflushed) {
      unflushed = false;
      ctx.flush();
    }
  }

  /** Drops what was not sent; the connection is about to close. */
  public void discard() {
    if (pending != null) {
      pending.release();
      pending = null;
      headAt = GONE;
    }
  }

  private void writePending() {
    ByteBuf out = pending;
    if (out != null) {
      pending = null;
      headAt = GONE;
      ctx.write(out, ctx.voidPromise());
      unflushed = true;
    }
  }

  private ByteBuf room(int bytes) {
    ByteBuf out = pending;
    if (out == null) {
      pending = out = ctx.alloc().directBuffer(bytes + ROOM_FOR_FRAMING + ROOM_FOR_BODY);
    } else {
      out.ensureWritable(bytes + ROOM_FOR_FRAMING);
    }
    return out;
  }

  private static void ascii(ByteBuf out, String text) {
    out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
