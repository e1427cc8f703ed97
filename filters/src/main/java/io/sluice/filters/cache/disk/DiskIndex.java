package io.sluice.filters.cache.disk;

import io.sluice.filters.auth.Sha256;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which files there are, by their names. Any thread reads; one thread changes it, the one that
 * changes the files.
 *
 * <p>Which is to go is found by SIEVE (Zhang et al., NSDI 2024): a hand goes from the oldest to the
 * newest, passes over what has been read since it was there, and stops at the first that has not. A
 * read only sets a bit.
 */
final class DiskIndex {

  /** Of a file: space is given out in blocks. */
  private static final long BLOCK = 4096;

  /** One file. */
  static final class Entry {
    private final Sha256 name;
    private final long bytes;
    private final long keptUntil;
    private volatile boolean used; // since the hand was there
    private volatile boolean ready; // to be read: nothing has removed it while it was written
    private volatile boolean dead; // not read any more; its file is to go
    private @Nullable Entry newer;
    private @Nullable Entry older;

    private Entry(Sha256 name, long bytes, long keptUntil) {
      this.name = name;
      this.bytes = bytes;
      this.keptUntil = keptUntil;
    }

    Sha256 name() {
      return name;
    }

    boolean isAlive(long now) {
      return ready && !dead && keptUntil > now;
    }

    /** From now on it is read, unless it has ended. */
    void ready() {
      ready = true;
    }

    void use() {
      if (!used) {
        used = true;
      }
    }

    /** From now on nobody reads it; whether somebody did before. */
    boolean end() {
      boolean ends = !dead;
      dead = true;
      return ends;
    }
  }

  private final ConcurrentHashMap<Sha256, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private @Nullable Entry newest;
  private @Nullable Entry oldest;
  private @Nullable Entry hand;

  /** Bytes that a file takes, at least. */
  static long taken(long length) {
    return (length + BLOCK - 1) / BLOCK * BLOCK;
  }

  @Nullable Entry find(Sha256 name) {
    return entries.get(name);
  }

  long bytes() {
    return bytes.get();
  }

  int size() {
    return entries.size();
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  /** Notes a file, in the place of one of the same name; it is not read before it is ready. */
  Entry put(Sha256 name, long length, long keptUntil) {
    Entry entry = new Entry(name, taken(length), keptUntil);
    Entry old = entries.put(name, entry);
    if (old != null) {
      unlink(old);
      entry.used = true; // what is written again is asked for again
    }
    bytes.addAndGet(entry.bytes);
    entry.older = newest;
    if (newest != null) {
      newest.newer = entry;
    }
    newest = entry;
    oldest = oldest == null ? entry : oldest;
    return entry;
  }

  /** Notes that a file has gone. */
  void remove(Entry entry) {
    if (entries.remove(entry.name, entry)) {
      unlink(entry);
    }
  }

  private void unlink(Entry entry) {
    bytes.addAndGet(-entry.bytes);
    Entry newer = entry.newer;
    Entry older = entry.older;
    if (hand == entry) {
      hand = newer;
    }
    if (newer == null) {
      newest = older;
    } else {
      newer.older = older;
    }
    if (older == null) {
      oldest = newer;
    } else {
      older.newer = newer;
    }
  }

  /** The next that is to go, which stays until it is removed; null when there is none. */
  @Nullable Entry next() {
    Entry at = hand == null ? oldest : hand;
    while (at != null && at.used && !at.dead) {
      at.used = false;
      at = at.newer == null ? oldest : at.newer;
    }
    hand = at;
    return at;
  }
}
