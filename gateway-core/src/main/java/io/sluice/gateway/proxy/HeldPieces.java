package io.sluice.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of a body that wait, in order. Small ones are copied together: a body of one-byte chunks
 * would otherwise cost a hundred times its size, and keep the buffers alive that it was received
 * in.
 *
 * <p>Owns what it holds.
 */
final class HeldPieces implements Iterable<ByteBuf> {
  private static final int SMALL = 1 << 10;
  private static final int BLOCK = 4 << 10;

  private final ByteBufAllocator allocator;
  private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(4);
  private @Nullable ByteBuf block; // the last piece, while it takes more
  private long bytes;

  HeldPieces(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** Takes a piece; ownership passes in. */
  void add(ByteBuf data) {
    int length = data.readableBytes();
    if (length >= SMALL) {
      block = null;
      pieces.addLast(data);
      bytes += length;
      return;
    }
    try {
      ByteBuf last = block;
      if (last == null || last.writableBytes() < length) {
        block = last = allocator.directBuffer(BLOCK, BLOCK);
        pieces.addLast(last);
      }
      last.writeBytes(data);
      bytes += length;
    } finally {
      data.release();
    }
  }

  /** The first piece, now the caller's; null when there is none. */
  @Nullable ByteBuf poll() {
    ByteBuf first = pieces.pollFirst();
    if (first != null) {
      bytes -= first.readableBytes();
      if (pieces.isEmpty()) {
        block = null;
      }
    }
    return first;
  }

  /** The same, but no more than so many bytes of it. */
  @Nullable ByteBuf pollUpTo(int most) {
    ByteBuf first = pieces.peekFirst();
    if (first == null || first.readableBytes() <= most) {
      return poll();
    }
    bytes -= most;
    return first.readRetainedSlice(most);
  }

  /** All of it as one piece, which stays held; null when there is none. */
  @Nullable ByteBuf joined() {
    if (pieces.size() > 1) {
      ByteBuf all = allocator.directBuffer(Math.toIntExact(bytes));
      for (ByteBuf piece = poll(); piece != null; piece = poll()) {
        all.writeBytes(piece);
        piece.release();
      }
      pieces.addLast(all);
      bytes = all.readableBytes();
    }
    block = null;
    return pieces.peekFirst();
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  long bytes() {
    return bytes;
  }

  @Override
  public Iterator<ByteBuf> iterator() {
    return pieces.iterator();
  }

  void release() {
    for (ByteBuf piece = poll(); piece != null; piece = poll()) {
      piece.release();
    }
  }
}
