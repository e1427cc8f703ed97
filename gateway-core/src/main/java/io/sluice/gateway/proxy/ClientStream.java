package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.gateway.http.WireHeaders;
import org.jspecify.annotations.Nullable;

/** The client's side of one exchange, as the exchange sees it. */
public interface ClientStream {

  /** Sends an informational head (1xx). */
  void informational(int status, WireHeaders headers);

  /** Sends the response's head; framing and persistence are the stream's business. */
  void head(int status, WireHeaders headers);

  /**
   * Sends a piece of the response's body; takes ownership.
   *
   * @return false when the body is longer than the head announced; the piece is not sent
   */
  boolean body(ByteBuf data);

  /**
   * Ends the response.
   *
   * @return false when the body is shorter than the head announced; it is not ended
   */
  boolean end(@Nullable WireHeaders trailers);

  /** Sends what was written. */
  void flush();

  /** Whether the client keeps up. */
  boolean isWritable();

  /** A measure of what the client still has to take before {@link #isWritable} is true again. */
  long unsentBytes();

  /** Stops and resumes the request's body. */
  void reading(boolean on);

  /**
   * Takes the response back whose head was given, if nothing of it has gone out yet; then another
   * head may be given.
   *
   * @return false when it is too late
   */
  boolean retract();

  /**
   * Breaks off a response that cannot be completed, so that the client cannot take it for whole.
   */
  void abort();

  /** The exchange is over and has let go of everything. */
  void finished();

  ByteBufAllocator allocator();
}
