package io.sluice.filters.cache.store;

import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.rules.Vary;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a slow tier has for an address with several responses: by which fields they vary, beside
 * what the keys of requests tell apart. Each response stands under a place that has its mark, so
 * that all are out of reach when it goes, also for other gateways. Immutable.
 *
 * <p>Given up: where versions of one address vary by different fields, the last one that was kept
 * puts the others out of reach.
 *
 * @param place {@link CacheKey#address}
 * @param mark of no other one, over restarts and gateways: by chance
 */
public record StoredVariants(String place, long keptUntil, Vary vary, long mark)
    implements StoredRecord {

  /** A new one. */
  public static StoredVariants of(CacheKey key, long keptUntil, Vary vary) {
    long mark = ThreadLocalRandom.current().nextLong();
    return new StoredVariants(key.address(), keptUntil, vary, mark);
  }

  /** The same, kept for longer. */
  public StoredVariants until(long later) {
    return new StoredVariants(place, later, vary, mark);
  }

  /** Where the response for a request stands. */
  public String placeOf(CacheKey key, HttpHeaders request) {
    return placeOf(valuesOf(key, vary, request));
  }

  /**
   * What tells the response for a request from others for its address; empty when nothing does:
   * then it stands under the address.
   */
  public static String valuesOf(CacheKey key, Vary vary, HttpHeaders request) {
    return key.version() + vary.valuesOf(request);
  }

  /**
   * The same.
   *
   * @param values {@link #valuesOf} of the request
   */
  public String placeOf(String values) {
    return place + Variants.mark(mark) + values;
  }
}
