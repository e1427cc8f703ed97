package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.gateway.client.UpstreamConnection;
import io.sluice.gateway.http.FieldName;
import io.sluice.gateway.http.Framing;
import io.sluice.gateway.http.WireHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The request's body on its way to the origin: held while there is no connection, sent as it comes
 * when there is one, and kept up to a bound while a retry might need it again.
 *
 * <p>Owns every buffer that it holds until it is sent or {@link #release} is called.
 */
final class RequestRelay {
  /** Bytes of body that are kept for a retry. */
  static final int REPLAY_LIMIT = 64 << 10;

  private final HeldPieces
      kept; // all of it sent while there is a connection, none while there is not
  private final long length; // announced to the origin, or -1
  private long bytes; // taken
  private boolean replayable;
  private boolean ended;
  private @Nullable WireHeaders trailers;
  private @Nullable UpstreamConnection to;

  /**
   * For a request as filters have left it: from here on the framing is the engine's.
   *
   * @return null when the request has no body
   */
  static @Nullable RequestRelay of(
      ExchangeRequest request, boolean replayable, ByteBufAllocator allocator) {
    WireHeaders headers = request.headers();
    headers.remove(FieldName.TRANSFER_ENCODING);
    boolean bodyless = request.head().length() == 0;
    long length = Framing.declaredLength(headers);
    if (bodyless ? length != 0 : length < 0) {
      headers.remove(FieldName.CONTENT_LENGTH);
    }
    return bodyless ? null : new RequestRelay(replayable, length, allocator);
  }

  /**
   * Makes one that keeps what it sends when it is {@code replayable}.
   *
   * @param length that the origin is told, or -1 for a chunked body
   */
  RequestRelay(boolean replayable, long length, ByteBufAllocator allocator) {
    this.kept = new HeldPieces(allocator);
    this.replayable = replayable;
    this.length = length;
  }

  boolean isChunked() {
    return length < 0;
  }

  /**
   * Whether so many more bytes are within the announced length. What a filter made of a body
   * without saying so must not reach the origin: it would be read as the next request.
   */
  boolean fits(int more) {
    return length < 0 || more <= length - bytes;
  }

  /** Whether the announced length has been taken: an origin would wait for the rest. */
  boolean isWhole() {
    return length < 0 || bytes == length;
  }

  /** Whether another attempt could send the whole body again. */
  boolean isReplayable() {
    return replayable;
  }

  /** Takes a piece; ownership passes in. */
  void add(ByteBuf data) {
    if (!data.isReadable()) {
      data.release();
      return;
    }
    bytes += data.readableBytes();
    UpstreamConnection connection = to;
    if (replayable && kept.bytes() + data.readableBytes() > REPLAY_LIMIT) {
      stopKeeping();
    }
    if (connection == null) {
      kept.add(data);
      return;
    }
    if (replayable) {
      ByteBuf copy = data.retainedDuplicate();
      try {
        kept.add(copy);
      } catch (Throwable e) {
        data.release();
        throw e;
      }
    }
    connection.sendBody(data);
  }

  /** The body is complete. */
  void end(@Nullable WireHeaders trailerFields) {
    ended = true;
    trailers = trailerFields;
    if (to != null) {
      to.sendEnd(trailerFields);
    }
  }

  /** Whether not a byte of it has come. */
  boolean isUntouched() {
    return bytes == 0 && !ended;
  }

  boolean isEnded() {
    return ended;
  }

  /** Whether pieces wait for a connection. */
  boolean isHolding() {
    return to == null && !kept.isEmpty();
  }

  /** Sends what is held, and from now on what comes. */
  void attach(UpstreamConnection connection) {
    to = connection;
    if (replayable) {
      for (ByteBuf piece : kept) {
        connection.sendBody(piece.retainedDuplicate());
      }
    } else {
      for (ByteBuf piece = kept.poll(); piece != null; piece = kept.poll()) {
        connection.sendBody(piece);
      }
    }
    if (ended) {
      connection.sendEnd(trailers);
    }
  }

  /** The attempt is over: what comes is held again. */
  void detach() {
    to = null;
  }

  /** No retry will come. */
  void stopKeeping() {
    replayable = false;
    if (to != null) {
      kept.release();
    }
  }

  void release() {
    to = null;
    kept.release();
  }
}
