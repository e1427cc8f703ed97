package io.sluice.filters.cache.disk;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.auth.Sha256;
import io.sluice.filters.cache.disk.DiskIndex.Entry;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.MemoryTier;
import io.sluice.filters.cache.store.SlowTier.Found;
import io.sluice.filters.cache.store.StoredHead;
import io.sluice.filters.cache.store.StoredRecord;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.filters.cache.store.StoredVariants;
import java.io.IOException;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Finds responses in files; on threads that may wait for the disk. */
final class DiskReader {
  private final DiskFiles files;
  private final DiskContent content;
  private final Consumer<Entry> forget;
  private final MemoryTier memory;
  private final BiPredicate<CacheKey, StoredResponse> valid;
  private final LongSupplier millis;

  /**
   * @param forget takes an entry whose file is of no use
   * @param valid false for what has been purged
   */
  DiskReader(
      DiskFiles files,
      DiskContent content,
      Consumer<Entry> forget,
      MemoryTier memory,
      BiPredicate<CacheKey, StoredResponse> valid,
      LongSupplier millis) {
    this.files = files;
    this.content = content;
    this.forget = forget;
    this.memory = memory;
    this.valid = valid;
    this.millis = millis;
  }

  /** The response for a request, or null. */
  @Nullable Found find(CacheKey key, HttpHeaders request) throws IOException {
    String address = key.address();
    Sha256 name = Sha256.of(address);
    long removals = content.removals(name);
    Found found = find(key, address, name, request);
    if (found != null && content.removals(name) != removals) {
      found.response().release();
      return null;
    }
    return found;
  }

  /**
   * The same.
   *
   * @param request null where no variants are to be found any more
   */
  private @Nullable Found find(
      CacheKey key, String place, Sha256 name, @Nullable HttpHeaders request) throws IOException {
    long now = millis.getAsLong();
    Entry entry = content.entry(name);
    if (!content.mayHave(name, entry, now)) {
      return null;
    }
    StoredVariants variants = null;
    Found found = null;
    try (DiskFile file = DiskFile.open(files.path(name))) {
      StoredRecord record = file == null ? null : file.record();
      if (file != null && isOf(record, place, now)) {
        if (record instanceof StoredVariants several) {
          variants = request == null ? null : several;
        } else if (record instanceof StoredHead head
            && (request == null || key.version().isEmpty())) {
          ByteBuf body = memory.newBody(head.body().length());
          if (body == null) {
            return null; // it may have room later
          }
          found = read(key, file, head, body, now);
        }
      }
    }
    if (entry != null) {
      if (variants == null && found == null) {
        forget.accept(entry);
      } else {
        entry.use();
      }
    }
    if (variants != null && request != null) {
      String other = variants.placeOf(key, request);
      return find(key, other, Sha256.of(other), null);
    }
    return found;
  }

  private static boolean isOf(@Nullable StoredRecord record, String place, long now) {
    return record != null && record.place().equals(place) && record.keptUntil() > now;
  }

  private @Nullable Found read(CacheKey key, DiskFile file, StoredHead head, ByteBuf body, long now)
      throws IOException {
    boolean whole = false;
    try {
      whole = !head.body().deflated() && file.body(head.body(), body);
    } finally {
      if (!whole) {
        body.release();
      }
    }
    if (!whole) {
      return null;
    }
    StoredResponse response = head.with(body);
    if (valid.test(key, response)) {
      return new Found(response, head.keptUntil() - now);
    }
    response.release();
    return null;
  }
}
