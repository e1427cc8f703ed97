package io.sluice.filters.cache.store;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tier behind the one in memory: in Redis, or on disk. It answers later, never waits, and answers
 * in time: when it is in trouble it has nothing. Any thread.
 */
public interface SlowTier {

  /**
   * What it has for a request.
   *
   * @param response to be kept, or released; its body is of {@link MemoryTier#newBody}
   * @param keptFor milliseconds that it is to be kept yet
   */
  record Found(StoredResponse response, long keptFor) {}

  /**
   * Looks for the response for a request.
   *
   * @param request fields; not changed until {@code to} is told
   * @param to told once, on any thread, also before this returns; null = there is none, it has been
   *     purged, or it could not be read in time
   */
  void find(CacheKey key, HttpHeaders request, Consumer<@Nullable Found> to);

  /**
   * Keeps a response in the place of what was there, some time later or not at all.
   *
   * @param request fields of the request that it answers; read before this returns
   * @param response borrowed: what is needed longer is taken before this returns
   * @param keptFor milliseconds
   */
  void keep(CacheKey key, HttpHeaders request, StoredResponse response, long keptFor);

  /**
   * Takes out what stands under the address of a key, whatever else tells requests for it apart,
   * some time later.
   */
  void remove(CacheKey key);
}
