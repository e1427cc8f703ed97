package io.sluice.gateway.server;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a client has sent ahead. They are gathered in one buffer that grows, so that packets
 * of one byte do not each copy all that came before them.
 *
 * <p>Owns what it holds. Confined to its connection's event loop.
 */
@SuppressWarnings("ReferenceEquality") // our own buffer is the same object, not an equal one
final class Pipelined {
  private @Nullable ByteBuf bytes;
  private @Nullable ByteBuf own; // made here; what was received may be shared or full

  boolean isEmpty() {
    return bytes == null;
  }

  /** Holds more; ownership passes in. */
  void add(ByteBuf more) {
    ByteBuf held = bytes;
    if (held == null) {
      bytes = more;
      return;
    }
    try {
      if (held != own || held.refCnt() > 1) { // pieces of it are on their way
        own = held.alloc().directBuffer(2 * (held.readableBytes() + more.readableBytes()));
        bytes = own.writeBytes(held);
        held.release();
        held = bytes;
      }
      held.discardSomeReadBytes().writeBytes(more);
    } finally {
      more.release();
    }
  }

  /** All that is held, in order; ownership passes out. */
  ByteBuf takeWith(ByteBuf more) {
    add(more);
    return take();
  }

  /** All that is held, in order, of which there must be some; ownership passes out. */
  ByteBuf take() {
    ByteBuf held = bytes;
    if (held == null) {
      throw new IllegalStateException("nothing is held");
    }
    bytes = null;
    return held;
  }

  void release() {
    if (bytes != null) {
      bytes.release();
      bytes = null;
    }
  }
}
