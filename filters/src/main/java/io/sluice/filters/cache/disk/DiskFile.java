package io.sluice.filters.cache.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.filters.cache.store.StoredBody;
import io.sluice.filters.cache.store.StoredCodec;
import io.sluice.filters.cache.store.StoredHead;
import io.sluice.filters.cache.store.StoredRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file that is being read: a record and, behind it, the body. Its methods wait for the disk. */
final class DiskFile implements AutoCloseable {
  private static final int FIRST = 4096; // most heads fit
  private static final int MOST = 4 << 20; // bytes of a head; nobody writes more

  private final FileChannel channel;
  private final StoredRecord record;
  private final long headLength;

  private DiskFile(FileChannel channel, StoredRecord record, long headLength) {
    this.channel = channel;
    this.record = record;
    this.headLength = headLength;
  }

  /** Null when there is no file, or none that is as long as it says and has its checksum. */
  static @Nullable DiskFile open(Path path) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException none) {
      return null;
    }
    DiskFile file = null;
    try {
      file = read(channel);
      return file;
    } finally {
      if (file == null) {
        channel.close();
      }
    }
  }

  private static @Nullable DiskFile read(FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuf head = Unpooled.buffer((int) Math.min(size, FIRST));
    fill(channel, 0, head, (int) Math.min(size, FIRST));
    long length = StoredCodec.length(head);
    if (length < 0 || length > Math.min(size, MOST)) {
      return null;
    }
    if (length > head.readableBytes()) {
      head.capacity((int) length);
      fill(channel, head.readableBytes(), head, (int) length - head.readableBytes());
    }
    StoredRecord record = StoredCodec.decode(head);
    if (record == null || length + bodyOf(record) != size) {
      return null;
    }
    return new DiskFile(channel, record, length);
  }

  private static long bodyOf(StoredRecord record) {
    return record instanceof StoredHead head ? head.body().storedLength() : 0;
  }

  /** Reads so many bytes, or up to the end of the file. */
  private static void fill(FileChannel channel, long position, ByteBuf to, int count)
      throws IOException {
    int left = count;
    long at = position;
    while (left > 0) {
      int read = to.writeBytes(channel, at, left);
      if (read < 0) {
        return;
      }
      left -= read;
      at += read;
    }
  }

  StoredRecord record() {
    return record;
  }

  /** Bytes of the whole file. */
  long length() {
    return headLength + bodyOf(record);
  }

  /**
   * Reads the body.
   *
   * @param to with room for it
   * @return whether it is what was written
   */
  boolean body(StoredBody body, ByteBuf to) throws IOException {
    fill(channel, headLength, to, body.length());
    return to.readableBytes() == body.length() && StoredBody.checksum(to) == body.checksum();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
