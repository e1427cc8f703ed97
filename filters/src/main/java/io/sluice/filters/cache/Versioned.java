package io.sluice.filters.cache;

import io.sluice.filters.cache.store.CacheKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Routes of which an address may have been stored in several versions: then one key does not find
 * them all. Never forgets; any thread.
 */
final class Versioned {
  /** Where there are more, all count as such. */
  private static final int MOST = 10_000;

  private final Set<String> routes = ConcurrentHashMap.newKeySet();

  /** Something is stored under a key. */
  void add(CacheKey key) {
    if (routes.size() < MOST && !key.version().isEmpty()) {
      routes.add(key.routeId());
    }
  }

  /** Whether there may be others for the address of a key. */
  boolean has(CacheKey key) {
    return routes.size() >= MOST || routes.contains(key.routeId()) || !key.version().isEmpty();
  }
}
