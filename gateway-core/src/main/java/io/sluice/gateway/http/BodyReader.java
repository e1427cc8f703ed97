package io.sluice.gateway.http;

import io.netty.buffer.ByteBuf;
import io.sluice.gateway.api.GatewayError;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one body after another out of a connection's bytes (RFC 9112 6, 7), without copying. One
 * object serves a connection for life; {@link #begin} starts the next body.
 */
public final class BodyReader {
  /** Length of a chunked body. */
  public static final long CHUNKED = Framing.CHUNKED;

  /** Length of a body that ends with the connection. */
  public static final long UNTIL_CLOSE = -3;

  private static final int MAX_SIZE_DIGITS = 15;

  /**
   * All chunk extensions of one body together: unbounded ones make an origin or a proxy read
   * forever for nothing (CVE-2023-39326).
   */
  private static final int MAX_EXTENSION_BYTES = 16 << 10;

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILERS,
    UNTIL_CLOSE,
    DONE
  }

  private final TrailerParser trailerParser = new TrailerParser();
  private final ChunkExtension extension = new ChunkExtension();
  private State state = State.DONE;
  private boolean chunked;
  private long remaining; // of the body, or of the chunk
  private int sizeDigits;
  private int extensionBytes;
  private @Nullable WireHeaders trailers;
  private @Nullable GatewayError error;

  /** Starts a body of {@code length} bytes, {@link #CHUNKED} or {@link #UNTIL_CLOSE}. */
  public void begin(long length) {
    chunked = length == CHUNKED;
    remaining = Math.max(length, 0);
    sizeDigits = 0;
    extensionBytes = 0;
    trailers = null;
    if (chunked) {
      state = State.SIZE;
    } else if (length == UNTIL_CLOSE) {
      state = State.UNTIL_CLOSE;
    } else {
      state = length == 0 ? State.DONE : State.DATA;
    }
  }

  /** Whether the body is complete. */
  public boolean done() {
    return state == State.DONE;
  }

  /** Whether the end of the connection is the end of the body. */
  public boolean endsWithConnection() {
    return state == State.UNTIL_CLOSE;
  }

  /** Bytes known to be still to come; of a chunked body, those of the current chunk. */
  public long remaining() {
    return remaining;
  }

  /** The trailer fields of a chunked body that is done, or null when it had none. */
  public @Nullable WireHeaders trailers() {
    return trailers == null || trailers.isEmpty() ? null : trailers;
  }

  /** What is wrong with the body, or null. */
  public @Nullable GatewayError error() {
    return error;
  }

  /**
   * The next piece of payload.
   *
   * @param in borrowed; its reader index is moved past what was taken
   * @return a retained slice that the caller owns; null when {@code in} has no more of it, the body
   *     is done, or {@link #error()} says what is wrong
   */
  public @Nullable ByteBuf read(ByteBuf in) {
    while (in.isReadable()) {
      switch (state) {
        case SIZE -> sizeDigit(in.readByte());
        case EXTENSION -> extension(in.readByte());
        case SIZE_LF -> sizeLf(in.readByte());
        case DATA -> {
          return payload(in);
        }
        case DATA_CR -> expect(in.readByte(), '\r', State.DATA_LF);
        case DATA_LF -> expect(in.readByte(), '\n', State.SIZE);
        case TRAILERS -> trailers(in);
        case UNTIL_CLOSE -> {
          return in.readRetainedSlice(in.readableBytes());
        }
        case DONE -> {
          return null;
        }
      }
      if (error != null) {
        return null;
      }
    }
    return null;
  }

  private ByteBuf payload(ByteBuf in) {
    int count = (int) Math.min(in.readableBytes(), remaining);
    remaining -= count;
    if (remaining == 0) {
      state = chunked ? State.DATA_CR : State.DONE;
    }
    return in.readRetainedSlice(count);
  }

  private void sizeDigit(byte b) {
    int digit = Chars.hex(b);
    if (digit >= 0 && sizeDigits < MAX_SIZE_DIGITS) {
      sizeDigits++;
      remaining = remaining << 4 | digit;
    } else if (sizeDigits == 0 || digit >= 0) {
      error = WireErrors.CHUNK;
    } else if (b == '\r') {
      state = State.SIZE_LF;
    } else {
      state = State.EXTENSION;
      extension.begin();
      extension(b);
    }
  }

  private void extension(byte b) {
    if (b == '\r' && extension.mayEnd()) {
      state = State.SIZE_LF;
    } else if (!extension.accept(b) || ++extensionBytes > MAX_EXTENSION_BYTES) {
      error = WireErrors.CHUNK;
    }
  }

  private void sizeLf(byte b) {
    expect(b, '\n', remaining == 0 ? State.TRAILERS : State.DATA);
    sizeDigits = 0;
  }

  private void expect(byte b, char expected, State next) {
    if (b != expected) {
      error = WireErrors.CHUNK;
    } else {
      state = next;
    }
  }

  private void trailers(ByteBuf in) {
    trailers = trailerParser.parse(in);
    if (trailers != null) {
      state = State.DONE;
    } else if (trailerParser.error() != null) {
      error = WireErrors.TRAILER;
    }
  }
}
