package io.sluice.filters.cache.redis;

import io.sluice.filters.cache.store.CacheKey;
import io.sluice.gateway.api.Purge;

/**
 * Hears what other gateways say about responses that this one may have in memory. On an event loop:
 * it must not wait, and not throw.
 */
public interface CacheNews {

  /** They have been purged; the log knows it already. */
  void purged(long number, Purge purge);

  /** Those of a key have become invalid, since a client has changed what they are about. */
  void removed(CacheKey key);

  /**
   * Something may have been missed: a purge, so that what was asked before is gone for the log; or
   * a removal, so that all that is in memory is in doubt.
   */
  void missed();
}
