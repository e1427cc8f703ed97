package io.sluice.filters.cache.disk;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.auth.Sha256;
import io.sluice.filters.cache.rules.Vary;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.filters.cache.store.StoredResponse;
import io.sluice.filters.cache.store.StoredVariants;
import org.jspecify.annotations.Nullable;

/**
 * A response on its way to a file.
 *
 * @param name that of the address's file
 * @param removals {@link DiskContent#removals} of when it was given
 * @param values {@link StoredVariants#valuesOf} of the request
 * @param response its fields; the body may be gone there
 * @param body held until it is written; released by who writes it
 * @param keptUntil milliseconds since 1970
 */
record Keeping(
    CacheKey key,
    Sha256 name,
    long removals,
    String values,
    StoredResponse response,
    ByteBuf body,
    long keptUntil) {

  /** Null when the response is not for other requests, or its memory has been given back. */
  static @Nullable Keeping of(
      CacheKey key,
      Sha256 name,
      long removals,
      HttpHeaders request,
      StoredResponse response,
      long keptUntil) {
    Vary vary = response.vary();
    ByteBuf body = vary.isStar() ? null : response.body();
    if (body == null) {
      return null;
    }
    String values = StoredVariants.valuesOf(key, vary, request);
    return new Keeping(key, name, removals, values, response, body, keptUntil);
  }
}
