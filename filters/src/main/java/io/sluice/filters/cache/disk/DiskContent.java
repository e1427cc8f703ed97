package io.sluice.filters.cache.disk;

import io.sluice.filters.auth.Sha256;
import io.sluice.filters.cache.disk.DiskIndex.Entry;
import org.jspecify.annotations.Nullable;

/**
 * What there is on the disk, as far as it is known: at first not at all, and then files are looked
 * for by their names. Any thread; nothing waits.
 */
final class DiskContent {
  private final DiskIndex index;
  private final Removals removals = new Removals();
  private volatile boolean known;

  DiskContent(DiskIndex index) {
    this.index = index;
  }

  @Nullable Entry entry(Sha256 name) {
    return index.find(name);
  }

  /**
   * Whether it is worth to look.
   *
   * @param entry of {@link #entry}
   * @param now milliseconds since 1970
   */
  boolean mayHave(Sha256 name, @Nullable Entry entry, long now) {
    return entry == null ? !known && !removals.wasEarly(name) : entry.isAlive(now);
  }

  /** Changes with each removal of this name. */
  long removals(Sha256 name) {
    return removals.count(name);
  }

  /** From now on it is not found; what is there is to be deleted. */
  @Nullable Entry remove(Sha256 name) {
    removals.add(name); // first: who writes it looks at this last
    if (!known) {
      removals.addEarly(name);
    }
    Entry entry = index.find(name);
    if (entry != null) {
      entry.end();
    }
    return entry;
  }

  /** None of all that is there is to be found any more; it is to be deleted. */
  void removeAll() {
    removals.addAll();
    index.entries().forEach(Entry::end);
  }

  boolean isKnown() {
    return known;
  }

  /** Whether a file that is found at the start has been removed before it was. */
  boolean wasRemoved(Sha256 name) {
    return removals.wasEarly(name);
  }

  /** All files are in the index. */
  void settle() {
    known = true;
    removals.settled();
  }
}
