package io.sluice.filters.cache.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sluice.filters.cache.store.StoredCodec;
import io.sluice.filters.cache.store.StoredHead;
import io.sluice.filters.cache.store.StoredRecord;
import org.jspecify.annotations.Nullable;

/**
 * What stands under a key: the version of the body and how many chunks it is in, 8 and 4 bytes; the
 * record; the body, if it is in no chunks. Sums in the record cover it and the body.
 *
 * @param version of no other body, by chance
 * @param chunks 0 = the body is here
 * @param body to be read once; the heap's, without a count
 */
record Entry(long version, int chunks, StoredRecord record, ByteBuf body) {
  /** Bytes of a chunk: so much Redis moves without keeping others waiting. */
  static final int CHUNK = 64 << 10;

  /** The largest body, as it is kept and as it is sent. */
  static final int LARGEST = 8 << 20;

  /** Bytes in front of the record. */
  static final int HEAD = 12;

  /** How many chunks a body takes; 0 when it is small enough to stand with the record. */
  static int chunksOf(int length) {
    return length < CHUNK ? 0 : (length + CHUNK - 1) / CHUNK;
  }

  /**
   * Bytes of an entry.
   *
   * @param body what is in no chunks; its reader's index stays
   */
  static byte[] bytes(long version, int chunks, StoredRecord record, ByteBuf body) {
    ByteBuf out = Unpooled.buffer(1024 + body.readableBytes());
    out.writeLong(version).writeInt(chunks);
    StoredCodec.encode(record, out);
    out.writeBytes(body, body.readerIndex(), body.readableBytes());
    return ByteBufUtil.getBytes(out);
  }

  /** Reads one; null when it is none that could be used. */
  static @Nullable Entry of(byte[] value) {
    if (value.length < HEAD) {
      return null;
    }
    ByteBuf in = Unpooled.wrappedBuffer(value);
    long version = in.readLong();
    int chunks = in.readInt();
    StoredRecord record = StoredCodec.decode(in);
    if (record == null || (record instanceof StoredHead head && !fits(head, chunks, in))) {
      return null;
    }
    return new Entry(version, chunks, record, in);
  }

  private static boolean fits(StoredHead head, int chunks, ByteBuf rest) {
    int stored = head.body().storedLength();
    return stored <= LARGEST
        && head.body().length() <= LARGEST
        && chunks == chunksOf(stored)
        && rest.readableBytes() == (chunks == 0 ? stored : 0);
  }

  /** Which chunks belong to an entry, by its first bytes. */
  static String[] chunksOf(Names names, byte[] head) {
    if (head.length < HEAD) {
      return new String[0];
    }
    ByteBuf in = Unpooled.wrappedBuffer(head);
    long version = in.readLong();
    int chunks = in.readInt();
    String[] all = new String[chunks > 0 && chunks <= chunksOf(LARGEST) ? chunks : 0];
    for (int i = 0; i < all.length; i++) {
      all[i] = names.chunk(version, i);
    }
    return all;
  }
}
