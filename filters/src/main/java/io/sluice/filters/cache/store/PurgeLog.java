package io.sluice.filters.cache.store;

import io.sluice.gateway.api.Purge;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What has been purged, so that nothing that an origin was asked for before is served, wherever it
 * was kept or still comes from. Any thread; no reader waits.
 *
 * <p>Each purge has a number, higher than those before, and a response the one that was the last
 * when its origin was asked: purges with higher numbers are about it. Numbers are milliseconds
 * since 1970, also those that a stream in Redis gives, which count for all gateways that read it.
 * One that is made here alone goes by the clock of this machine: only then may a clock that is
 * ahead let another gateway take a response for newer than it is.
 *
 * <p>It is bounded. The oldest are forgotten first, and with them what was asked before them: that
 * counts as purged. Those from before anything that may still be kept are forgotten for free.
 */
public final class PurgeLog {
  /** Nothing is kept for longer. */
  public static final long LONGEST_KEPT = TimeUnit.DAYS.toMillis(7);

  /** How many are remembered at the most, each for another target. */
  public static final int MOST = 10_000;

  /** How many of them are prefixes, which are compared one by one. */
  static final int MOST_PREFIXES = 500;

  /** Whether a response may be used. */
  public enum Verdict {
    /** No purge is about it. */
    VALID,
    /** It has become stale. */
    STALE,
    /** It must not be used any more. */
    GONE
  }

  private record Entry(PurgeTarget target, boolean soft) {}

  private final LongSupplier clock;
  private final PurgeIndex hard = new PurgeIndex();
  private final PurgeIndex soft = new PurgeIndex();

  /** What the indexes hold, by number. */
  private final ConcurrentSkipListMap<Long, Entry> entries = new ConcurrentSkipListMap<>();

  private final AtomicLong last = new AtomicLong();

  /** The highest number that was given here, which a stream knows nothing of. */
  private final AtomicLong own = new AtomicLong();

  /** What was asked after a lower number is gone. */
  private final AtomicLong floor = new AtomicLong();

  /**
   * Empty.
   *
   * @param clock in milliseconds since 1970
   */
  public PurgeLog(LongSupplier clock) {
    this.clock = clock;
  }

  /** The number of the last purge, 0 when there was none: for who is about to ask an origin. */
  public long last() {
    return last.get();
  }

  /** Purges on this gateway; returns the number. From then on it counts. */
  public long add(Purge purge) {
    long number = next(clock.getAsLong());
    own.accumulateAndGet(number, Math::max);
    file(number, purge);
    return number;
  }

  /**
   * Takes in a purge that has a number of the stream that gateways share. Again, it does nothing.
   */
  public void learn(long number, Purge purge) {
    if (number <= own.get()) { // it may be later than what was asked here after a higher number
      file(next(0), purge);
    } else {
      last.accumulateAndGet(number, Math::max);
      file(number, purge);
    }
  }

  /** Purges are unknown: what was asked after a lower number than this counts as purged. */
  public void doubt(long number) {
    last.accumulateAndGet(number, Math::max);
    floor.accumulateAndGet(number, Math::max);
  }

  private long next(long atLeast) {
    return last.updateAndGet(number -> Math.max(number + 1, atLeast));
  }

  private void file(long number, Purge purge) {
    Entry entry = new Entry(PurgeTarget.of(purge), purge.soft());
    Entry other = entries.putIfAbsent(number, entry);
    if (other != null) {
      if (!other.equals(entry)) { // one was added and one learned at the same moment
        file(next(0), purge);
      }
      return;
    }
    entries.remove(index(entry).put(entry.target, number));
    forget(clock.getAsLong() - LONGEST_KEPT);
    PurgeIndex index = index(entry);
    while (index.prefixes() > MOST_PREFIXES) {
      drop(index.oldestPrefix());
    }
    for (int over = entries.size() - MOST; over > 0; over--) {
      drop(entries.firstKey());
    }
  }

  private PurgeIndex index(Entry entry) {
    return entry.soft ? soft : hard;
  }

  /** Those that are about nothing any more. */
  private void forget(long before) {
    Map.Entry<Long, Entry> first = entries.firstEntry();
    while (first != null && first.getKey() < before) {
      remove(first.getKey());
      first = entries.firstEntry();
    }
  }

  /** The floor rises first: who misses the purge finds the floor, which is read later. */
  private void drop(long number) {
    floor.accumulateAndGet(number, Math::max);
    remove(number);
  }

  private void remove(long number) {
    Entry entry = entries.remove(number);
    if (entry != null) {
      index(entry).drop(entry.target, number);
    }
  }

  /** How many purges are remembered. */
  int size() {
    return entries.size();
  }

  /**
   * Whether a response may be used, as far as purges go.
   *
   * @param key its key, which may have more at its end
   */
  public Verdict judge(CacheKey key, StoredResponse response) {
    return judge(key, response.tags(), response.askedAfter());
  }

  /** The same of one that is still to be read. */
  public Verdict judge(CacheKey key, List<String> tags, long askedAfter) {
    if (askedAfter >= last.get()) {
      return Verdict.VALID;
    }
    boolean gone = hard.matches(key, tags, askedAfter);
    boolean stale = !gone && soft.matches(key, tags, askedAfter);
    if (gone || askedAfter < floor.get()) {
      return Verdict.GONE;
    }
    return stale ? Verdict.STALE : Verdict.VALID;
  }
}
