package io.sluice.filters.cache;

import io.netty.buffer.ByteBuf;
import io.sluice.filters.cache.store.MemoryTier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A body while it comes: all of it, in memory that can be kept, or only what somebody has not read
 * yet. Readers take parts of it without a copy. Confined to a loop.
 *
 * <p>Memory that parts may have been taken of is not moved: a body of unknown length is collected
 * in pieces, and copied once when it is whole.
 */
final class Recording {
  private static final int FIRST = 8 << 10;
  private static final int NEXT = 64 << 10;
  private static final int MOST_NEXT = 512 << 10;

  private final @Nullable MemoryTier memory; // null = nothing is kept
  private final Deque<ByteBuf> chunks = new ArrayDeque<>();
  private final boolean whole; // the first chunk has room for all
  private boolean keeping;
  private long start; // what was before is gone
  private long end;

  private Recording(@Nullable MemoryTier memory, @Nullable ByteBuf room) {
    this.memory = memory;
    this.keeping = memory != null;
    this.whole = room != null;
    if (room != null) {
      chunks.add(room);
    }
  }

  /** Of a body that nobody keeps. */
  static Recording passing() {
    return new Recording(null, null);
  }

  /**
   * Of a body that is to be kept; null when there is no room.
   *
   * @param length negative = it is not known
   */
  static @Nullable Recording keeping(MemoryTier memory, int length) {
    if (length < 0) {
      return memory.hasRoom(FIRST) ? new Recording(memory, null) : null;
    }
    ByteBuf room = memory.newBody(length);
    return room == null ? null : new Recording(memory, room);
  }

  /** Whether all of it is still here. */
  boolean isKeeping() {
    return keeping;
  }

  /** Bytes that have come. */
  long end() {
    return end;
  }

  /** Bytes that are here. */
  long held() {
    return end - start;
  }

  /** Takes a piece, borrowed; from now on it may not be kept any more, for want of room. */
  void append(ByteBuf piece) {
    int length = piece.readableBytes();
    end += length;
    if (keeping && !copy(piece)) {
      keeping = false;
    }
    if (piece.isReadable()) {
      chunks.add(piece.readRetainedSlice(piece.readableBytes()));
    }
  }

  /** Copies as much as there is room for; false when that is not all. */
  private boolean copy(ByteBuf piece) {
    while (piece.isReadable()) {
      ByteBuf last = chunks.peekLast();
      if (last == null || !last.isWritable()) {
        last = whole || memory == null ? null : memory.newBody(last == null ? FIRST : next());
        if (last == null) {
          return false;
        }
        chunks.add(last);
      }
      last.writeBytes(piece, Math.min(piece.readableBytes(), last.writableBytes()));
    }
    return true;
  }

  /** The more there is, the more may come: there are never many pieces to look through. */
  private int next() {
    return (int) Math.min(MOST_NEXT, Math.max(NEXT, end / 4));
  }

  /** From now on only what somebody has not read yet is here. */
  void stopKeeping() {
    keeping = false;
  }

  /**
   * The next bytes from a place, to be released; null when there are none yet.
   *
   * @param from not before what has been dropped
   */
  @Nullable ByteBuf from(long from, int most) {
    long at = start;
    for (Iterator<ByteBuf> all = chunks.iterator(); all.hasNext(); ) {
      ByteBuf chunk = all.next();
      int length = chunk.writerIndex() - chunk.readerIndex();
      if (from < at + length) {
        int offset = (int) (from - at);
        return chunk.retainedSlice(chunk.readerIndex() + offset, Math.min(most, length - offset));
      }
      at += length;
    }
    return null;
  }

  /** Everything before a place has been read by all. */
  void dropBefore(long place) {
    ByteBuf first = chunks.peekFirst();
    while (first != null && start + first.readableBytes() <= place) {
      start += first.readableBytes();
      chunks.removeFirst().release();
      first = chunks.peekFirst();
    }
  }

  /** The whole body in one piece, for a stored response; null when there is no room for it. */
  @Nullable ByteBuf body() {
    ByteBuf only = chunks.peekFirst();
    if (whole && only != null) {
      return only.retain();
    }
    ByteBuf body = memory == null ? null : memory.newBody((int) end);
    if (body != null) {
      for (ByteBuf chunk : chunks) {
        body.writeBytes(chunk, chunk.readerIndex(), chunk.readableBytes());
      }
    }
    return body;
  }

  /** Nobody reads it any more. */
  void release() {
    chunks.forEach(ByteBuf::release);
    chunks.clear();
    keeping = false;
    start = end;
  }
}
