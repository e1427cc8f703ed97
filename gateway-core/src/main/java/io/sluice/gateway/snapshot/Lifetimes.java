package io.sluice.gateway.snapshot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What snapshots keep open. Each thing is had by some snapshot and all that follow it, until one
 * has it no more; it is closed when all of those have ended, in whatever order they do. What a
 * snapshot costs here is what it changes, however much it has. Control thread.
 */
final class Lifetimes {
  private static final Logger LOG = LoggerFactory.getLogger(Lifetimes.class);

  private final IdentityHashMap<AutoCloseable, Long> since =
      new IdentityHashMap<>(); // of what the latest has
  private final List<Over> over = new ArrayList<>();

  /** A thing that the latest snapshot has no more, with the first and the last that had it. */
  private record Over(AutoCloseable thing, long first, long last) {
    boolean isIn(Collection<Long> snapshots) {
      for (long snapshot : snapshots) {
        if (first <= snapshot && snapshot <= last) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * A snapshot follows the latest.
   *
   * @param snapshot its serial number, greater than all before
   * @param before that of the one that was the latest
   * @param added what it has and the one before had not
   * @param dropped what the one before had and it has not
   */
  void begin(
      long snapshot,
      long before,
      Collection<? extends AutoCloseable> added,
      Collection<? extends AutoCloseable> dropped) {
    for (AutoCloseable thing : dropped) {
      over.add(new Over(thing, Objects.requireNonNull(since.remove(thing)), before));
    }
    added.forEach(thing -> since.put(thing, snapshot));
  }

  /**
   * Closes what is over.
   *
   * @param inUse serial numbers of the snapshots that are in use
   */
  void sweep(Collection<Long> inUse) {
    List<Over> ended = over.stream().filter(thing -> !thing.isIn(inUse)).toList();
    if (!ended.isEmpty()) {
      over.removeIf(thing -> !thing.isIn(inUse));
      ended.forEach(thing -> close(thing.thing));
    }
  }

  /** Closes everything. */
  void closeAll() {
    List<AutoCloseable> all = new ArrayList<>();
    over.forEach(thing -> all.add(thing.thing));
    all.addAll(since.keySet());
    over.clear();
    since.clear();
    all.forEach(Lifetimes::close);
  }

  /** What cannot be closed is logged: the rest goes on. */
  static void close(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception | LinkageError e) {
      LOG.error("{} of a config that is over cannot be closed", thing, e);
    }
  }
}
