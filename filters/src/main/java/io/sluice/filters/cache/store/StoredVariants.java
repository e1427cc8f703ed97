package io.sluice.filters.cache.store;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.rules.Vary;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a slow tier has under the key of requests whose responses vary: by which fields. Each
 * response stands under a place that has its mark, so that all are out of reach when it goes, also
 * for other gateways. Immutable.
 *
 * @param vary by at least one field
 * @param mark of no other one, over restarts and gateways: by chance
 */
public record StoredVariants(String place, long keptUntil, Vary vary, long mark)
    implements StoredRecord {

  /** A new one. */
  public static StoredVariants of(CacheKey key, long keptUntil, Vary vary) {
    return new StoredVariants(key.text(), keptUntil, vary, ThreadLocalRandom.current().nextLong());
  }

  /** The same, kept for longer. */
  public StoredVariants until(long later) {
    return new StoredVariants(place, later, vary, mark);
  }

  /** Where the response for a request stands. */
  public String placeOf(HttpHeaders request) {
    return placeOf(vary.valuesOf(request));
  }

  /**
   * The same.
   *
   * @param values {@link Vary#valuesOf} of the request
   */
  public String placeOf(String values) {
    return place + Variants.mark(mark) + values;
  }
}
