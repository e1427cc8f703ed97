package io.sluice.filters.cache;

import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.FrequencySketch;
import io.sluice.filters.cache.store.MemoryTier;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.gateway.api.HotKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The keys that much of the traffic asks for: more than one of a hundred requests. One of eight
 * requests is counted. Any thread.
 */
final class HotKeys {
  private static final int ONE_OF = 8; // a power of two
  private static final int WINDOW = 1 << 15;
  private static final int LEAST = 1 << 10; // counts: before that nothing is known
  private static final int SHARE = 100; // more than one of so many
  private static final int MOST_PINNED = 16; // of what one key varies by

  /** What is known of a hot key; fields are written by any thread, and none matters much. */
  static final class Hot {
    private final CacheKey key;
    private volatile long fetchMillis = 100; // until one was measured
    private final Map<String, StoredResponse> pinned = new ConcurrentHashMap<>(); // by place

    private Hot(CacheKey key) {
      this.key = key;
    }

    /** How long the origin took. */
    void fetched(long millis) {
      fetchMillis = Math.max(1, millis);
    }

    /**
     * Whether to ask the origin although the response is fresh yet: the surer, the longer that
     * takes and the less time is left, so that of many only one does, in time (Vattani,
     * Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", 2015).
     *
     * @param left milliseconds that it is fresh yet
     */
    boolean isDue(long left) {
      double chance = 1 - ThreadLocalRandom.current().nextDouble(); // above 0, at most 1
      return -fetchMillis * Math.log(chance) >= left;
    }
  }

  private final MemoryTier memory;
  private final FrequencySketch sketch = new FrequencySketch(WINDOW);
  private final Map<String, Hot> hot = new ConcurrentHashMap<>(); // under 100 by their share

  HotKeys(MemoryTier memory) {
    this.memory = memory;
  }

  /** Counts a request; what is known of its key if that is hot, else null. */
  @Nullable Hot ask(CacheKey key) {
    if ((ThreadLocalRandom.current().nextInt() & (ONE_OF - 1)) == 0) {
      judge(key, sketch.count(key));
    }
    return hot.isEmpty() ? null : hot.get(key.text());
  }

  private void judge(CacheKey key, int count) {
    boolean is = isHot(count, SHARE);
    if (is && !hot.containsKey(key.text())) {
      coolDown();
      hot.put(key.text(), new Hot(key));
    }
  }

  /** Those that are hot no more go when another one comes: half of what made them so is enough. */
  private void coolDown() {
    for (Hot each : List.copyOf(hot.values())) {
      if (!isHot(sketch.of(each.key), 2 * SHARE) && hot.remove(each.key.text(), each)) {
        unpin(each);
      }
    }
  }

  /** Has the response for a hot key stay in memory, if there is room; it is tried once. */
  void pin(Hot key, String place, StoredResponse response) {
    response.triedToPin();
    StoredResponse before = key.pinned.remove(place);
    if (before != null) {
      memory.unpin(place, before);
    }
    if (key.pinned.size() < MOST_PINNED && memory.pin(place, response)) {
      key.pinned.put(place, response);
    }
  }

  private void unpin(Hot key) {
    for (String place : List.copyOf(key.pinned.keySet())) {
      StoredResponse response = key.pinned.remove(place);
      if (response != null) {
        memory.unpin(place, response);
      }
    }
  }

  private boolean isHot(int count, int share) {
    int total = sketch.total();
    return total >= LEAST && count > total / share;
  }

  /** What is known of a key if it is hot, else null. */
  @Nullable Hot find(CacheKey key) {
    return hot.isEmpty() ? null : hot.get(key.text());
  }

  /** The hottest first. */
  List<HotKey> all() {
    coolDown();
    int total = Math.max(1, sketch.total());
    List<HotKey> all = new ArrayList<>();
    for (Hot each : hot.values()) {
      double share = Math.min(1, sketch.of(each.key) / (double) total);
      all.add(new HotKey(each.key.url(), each.key.routeId(), share));
    }
    all.sort(Comparator.comparingDouble(HotKey::share).reversed());
    return all.size() > 100 ? all.subList(0, 100) : all;
  }
}
