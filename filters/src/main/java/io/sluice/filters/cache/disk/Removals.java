package io.sluice.filters.cache.disk;

import io.sluice.filters.auth.Sha256;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What was removed meanwhile: while a response is on its way to a file or from there, and before
 * the files are known. Any thread; nothing waits.
 */
final class Removals {
  private static final int COUNTS = 1024; // those of one hold up each other's, which is no harm
  private static final int MOST_EARLY = 10_000;

  private final AtomicLongArray counts = new AtomicLongArray(COUNTS);
  private final Set<Sha256> early = ConcurrentHashMap.newKeySet();
  private volatile boolean doubtful; // no file is trusted that is not known yet

  /** Changes with each removal of this name. */
  long count(Sha256 name) {
    return counts.get(index(name));
  }

  void add(Sha256 name) {
    counts.incrementAndGet(index(name));
  }

  /** Notes that all have been removed; before all files are known, also those that are not. */
  void addAll() {
    doubtful = true;
    for (int i = 0; i < COUNTS; i++) {
      counts.incrementAndGet(i);
    }
  }

  private static int index(Sha256 name) {
    return (int) name.b() & (COUNTS - 1);
  }

  /** Notes a removal before it is known whether there is such a file. */
  void addEarly(Sha256 name) {
    if (early.size() < MOST_EARLY) {
      early.add(name);
    } else {
      doubtful = true;
    }
  }

  /** Whether a file must not be taken for what it is: one of before. */
  boolean wasEarly(Sha256 name) {
    return doubtful || early.contains(name);
  }

  /** All files are known. */
  void settled() {
    early.clear();
  }
}
