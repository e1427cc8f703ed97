package io.sluice.filters.cache.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.filters.auth.Sha256;
import io.sluice.filters.cache.disk.DiskIndex.Entry;
import io.sluice.filters.cache.store.StoredBody;
import io.sluice.filters.cache.store.StoredCodec;
import io.sluice.filters.cache.store.StoredHead;
import io.sluice.filters.cache.store.StoredRecord;
import io.sluice.filters.cache.store.StoredVariants;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes and deletes files, and keeps the index: on one thread, so that there is one order of what
 * happens to them, and no more on the disk than there may be. It may wait for the disk.
 */
final class DiskWriter {

  /** No response may take more than this part of what all may. */
  private static final int PART = 4;

  /** More files would take more memory for the index: some 100 MB here. */
  private static final int MOST_FILES = 1 << 19;

  /** Files that are looked at while others wait. */
  private static final int AT_ONCE = 100;

  private final DiskFiles files;
  private final DiskIndex index;
  private final DiskContent content;
  private final LongSupplier millis;
  private final LongSupplier maxBytes;
  private int listed; // directories
  private Iterator<Sha256> names = Collections.emptyIterator(); // of the last one, still to be read

  DiskWriter(
      DiskFiles files,
      DiskIndex index,
      DiskContent content,
      LongSupplier millis,
      LongSupplier maxBytes) {
    this.files = files;
    this.index = index;
    this.content = content;
    this.millis = millis;
    this.maxBytes = maxBytes;
  }

  /**
   * Finds out what there is, some of it at a time, as purges must not wait for all; what is of no
   * use, and what is too much, is deleted.
   *
   * @param failed hears of files that cannot be read, which stay
   * @return whether all is known now
   */
  boolean scan(Consumer<IOException> failed) throws IOException {
    if (!names.hasNext()) {
      if (listed == DiskFiles.DIRECTORIES) {
        content.settle();
        return true;
      }
      names = files.list(listed).iterator();
      listed++;
    }
    for (int left = AT_ONCE; left > 0 && names.hasNext(); left--) {
      try {
        scan(names.next());
      } catch (IOException e) {
        failed.accept(e);
      }
      trim(0);
    }
    return false;
  }

  private void scan(Sha256 name) throws IOException {
    Entry entry = null;
    try (DiskFile file = DiskFile.open(files.path(name))) {
      if (file != null && isOf(file.record(), name)) {
        entry = index.put(name, file.length(), file.record().keptUntil());
      }
    }
    if (entry == null) {
      files.delete(name);
    } else if (content.wasRemoved(name)) { // after it was put: who removes it looks there last
      delete(entry);
    } else {
      entry.ready();
    }
  }

  private boolean isOf(StoredRecord record, Sha256 name) {
    return record.keptUntil() > millis.getAsLong() && Sha256.of(record.place()).equals(name);
  }

  /** Writes a response, unless it has been removed since it was given. */
  void write(Keeping keeping) throws IOException {
    Sha256 name = keeping.name();
    if (content.removals(name) != keeping.removals()) {
      return;
    }
    ByteBuf body = keeping.body();
    String place = keeping.key().address();
    if (!keeping.values().isEmpty()) {
      place = variants(keeping).placeOf(keeping.values());
    }
    StoredHead head =
        StoredHead.of(place, keeping.response(), keeping.keptUntil(), StoredBody.plain(body));
    Sha256 own = Sha256.of(place);
    put(own, head, body);
    Entry entry = index.find(name);
    if (content.removals(name) == keeping.removals()) {
      ready(entry);
      ready(index.find(own));
    } else if (entry != null) {
      delete(entry);
    }
  }

  private static void ready(@Nullable Entry entry) {
    if (entry != null) {
      entry.ready();
    }
  }

  /** Those that stand there, if they are by the same fields; else new ones. */
  private StoredVariants variants(Keeping keeping) throws IOException {
    long until = keeping.keptUntil();
    StoredVariants there = variantsOf(keeping);
    if (there != null && there.keptUntil() >= until) {
      return there;
    }
    StoredVariants written =
        there == null
            ? StoredVariants.of(keeping.key(), until, keeping.response().vary())
            : there.until(until);
    put(keeping.name(), written, Unpooled.EMPTY_BUFFER);
    return written;
  }

  private @Nullable StoredVariants variantsOf(Keeping keeping) throws IOException {
    Entry entry = index.find(keeping.name());
    if (entry == null || !entry.isAlive(millis.getAsLong())) {
      return null;
    }
    try (DiskFile file = DiskFile.open(files.path(keeping.name()))) {
      return file != null
              && file.record() instanceof StoredVariants there
              && there.place().equals(keeping.key().address())
              && there.vary().equals(keeping.response().vary())
          ? there
          : null;
    }
  }

  private void put(Sha256 name, StoredRecord record, ByteBuf body) throws IOException {
    ByteBuf head = Unpooled.buffer();
    StoredCodec.encode(record, head);
    long length = (long) head.readableBytes() + body.readableBytes();
    if (DiskIndex.taken(length) > maxBytes.getAsLong() / PART) {
      return;
    }
    trim(DiskIndex.taken(length));
    files.write(name, head, body);
    index.put(name, length, record.keptUntil());
  }

  /** Deletes files until there is room for so many bytes more. */
  void trim(long more) throws IOException {
    while (index.bytes() + more > maxBytes.getAsLong() || index.size() >= MOST_FILES) {
      Entry next = index.next();
      if (next == null) {
        return;
      }
      delete(next);
    }
  }

  /** Deletes a file; its entry is not read any more, also if that fails. */
  void delete(Entry entry) throws IOException {
    entry.end();
    if (entry.equals(index.find(entry.name()))) {
      files.delete(entry.name());
      index.remove(entry);
    }
  }

  /** Deletes what has been removed or has expired. */
  void sweep() throws IOException {
    long now = millis.getAsLong();
    for (Entry entry : index.entries()) {
      if (!entry.isAlive(now)) {
        delete(entry);
      }
    }
    trim(0);
  }
}
