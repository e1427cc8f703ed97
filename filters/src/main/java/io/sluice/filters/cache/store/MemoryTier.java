package io.sluice.filters.cache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy.VarExpiration;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import io.sluice.filters.cache.rules.Vary;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Ticker;
import io.sluice.ratelimit.Housekeeping;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The responses that are kept in memory, one for the whole gateway; bounded in bytes. Any thread;
 * what an event loop may call never waits. Which to keep is decided by how often they are asked for
 * (Caffeine's W-TinyLFU), so that a flood of what is asked for once drives out its own.
 *
 * <p>Under a key stands the one response for it, or {@link Variants}: by which fields of the
 * request there are several, which stand under keys of their own.
 *
 * <p>What goes is released by who takes it out, at once: by the eviction listener, which runs
 * within housekeeping, or by the caller who replaced or removed it. A removal listener would be
 * called by the executor, which would then no longer know how far housekeeping is behind. While it
 * is, nothing is kept, and what is removed is released and stays where it is, out of use.
 *
 * <p>Given up: when a {@code Variants} goes alone, its responses take memory, without use, until
 * they go too.
 */
public final class MemoryTier implements Kept {

  /** Of an entry: the cache's own objects and those of the key. */
  private static final int ENTRY = 240;

  /** One of so many bytes is for what is pinned. */
  private static final int PINNED = 16;

  private record Identity() {}

  /** Times are given with each entry, and do not change by its use. */
  private static final Expiry<String, Held> GIVEN =
      new Expiry<>() {
        @Override
        public long expireAfterCreate(String key, Held held, long now) {
          return Long.MAX_VALUE;
        }

        @Override
        public long expireAfterUpdate(String key, Held held, long now, long left) {
          return left;
        }

        @Override
        public long expireAfterRead(String key, Held held, long now, long left) {
          return left;
        }
      };

  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
  private final Housekeeping housekeeping = new Housekeeping();
  private final AtomicLong generations = new AtomicLong();
  private final Cache<String, Held> cache;
  private final VarExpiration<String, Held> expiration;
  private final Map<StoredResponse, String> pinned = new ConcurrentHashMap<>(); // to their places
  private final MemoryMeters meters;
  private volatile long maximum; // control thread
  private volatile boolean closed; // control thread
  private long nextMaximum; // control thread

  /**
   * @param maxBytes 0 or more, with all that the entries take
   */
  MemoryTier(MeterRegistry registry, Ticker ticker, long maxBytes) {
    meters = new MemoryMeters(registry);
    maximum = maxBytes;
    nextMaximum = maxBytes;
    cache =
        Caffeine.newBuilder()
            .maximumWeight(unpinned(maxBytes))
            .weigher(MemoryTier::weigh)
            .expireAfter(GIVEN)
            .ticker(ticker::nanos)
            .executor(housekeeping)
            .evictionListener(this::evicted)
            .build();
    expiration = cache.policy().expireVariably().orElseThrow();
  }

  /**
   * For a factory: the tier of this gateway.
   *
   * @param maxBytes what it may take once the config that is being compiled runs, 0 or more; where
   *     a config says it twice the last one counts
   */
  public static MemoryTier of(FilterContext context, long maxBytes) {
    MemoryTier tier =
        context.keep(
            new Identity(), () -> new MemoryTier(context.meters(), context.ticker(), maxBytes));
    tier.plan(maxBytes);
    return tier;
  }

  /** Says what is to count once the config that is being compiled runs. Control thread. */
  void plan(long maxBytes) {
    nextMaximum = maxBytes;
  }

  @Override
  public void adopted() {
    bound(nextMaximum);
    meters.show(this);
  }

  @Override
  public void close() {
    closed = true;
    meters.close();
    bound(0); // which also evicts what has expired and is not seen any more
    pinned.forEach((response, place) -> take(place, response)); // which nothing evicts
    pinned.clear();
  }

  private void bound(long maxBytes) {
    maximum = maxBytes;
    cache.policy().eviction().orElseThrow().setMaximum(unpinned(maxBytes));
  }

  /** What is for those that are not pinned. */
  private static long unpinned(long maxBytes) {
    return maxBytes - maxBytes / PINNED;
  }

  private static int weigh(String key, Held held) {
    boolean pinned = held instanceof StoredResponse response && response.isPinned();
    return pinned ? 0 : (int) Math.min(Integer.MAX_VALUE, weightOf(key, held));
  }

  private static long weightOf(String key, Held held) {
    return ENTRY + key.length() + held.weight();
  }

  private void evicted(@Nullable String key, @Nullable Held held, RemovalCause cause) {
    (cause == RemovalCause.SIZE ? meters.full : meters.expired).increment();
    release(held);
  }

  /**
   * Has a response stay, however much else comes. A sixteenth of all that may be taken is for what
   * is pinned; where that is full, nothing changes.
   *
   * @param place see {@link #placeOf}
   * @return whether it stays
   */
  public boolean pin(String place, StoredResponse response) {
    pinned.keySet().removeIf(Held::isReleased);
    long bytes = response.weight();
    for (StoredResponse each : pinned.keySet()) {
      bytes += each.weight();
    }
    if (bytes > maximum / PINNED || !housekeeping.hasRoom()) {
      return false;
    }
    response.pinned(true);
    pinned.put(response, place);
    return cache.asMap().replace(place, response, response); // is weighed again
  }

  /** It is as any other again; while housekeeping is behind, it stays for its time. */
  public void unpin(String place, StoredResponse response) {
    if (pinned.containsKey(response) && housekeeping.hasRoom()) {
      pinned.remove(response);
      response.pinned(false);
      cache.asMap().replace(place, response, response);
    }
  }

  private static void release(@Nullable Held held) {
    if (held != null) {
      held.release();
    }
  }

  /**
   * Memory for the body of a response that may be kept, to be released or given to {@link
   * StoredResponse#of}; null when there is no room for it.
   *
   * @param bytes that it has, or is to begin with; it grows when more is written
   */
  public @Nullable ByteBuf newBody(int bytes) {
    return hasRoom(bytes) ? memory.directBuffer(bytes) : null;
  }

  /**
   * Whether bodies may take so many bytes more. They take more than is kept: those that are being
   * read from origins, and those that have gone while clients are slow to read them; a quarter of
   * the maximum is for these.
   */
  public boolean hasRoom(int bytes) {
    long most = maximum;
    return bytes <= most && bodyBytes() + bytes <= most + most / 4;
  }

  /** Bytes of all bodies: kept, being written, or still being sent. */
  public long bodyBytes() {
    return memory.metric().usedDirectMemory();
  }

  /** The response for a request, or null. Its body may go at any time. */
  public @Nullable StoredResponse find(CacheKey key, HttpHeaders request) {
    Held held = cache.getIfPresent(key.text());
    if (held instanceof Variants variants) {
      held = variants.isReleased() ? null : cache.getIfPresent(variants.keyOf(key.text(), request));
    }
    return held instanceof StoredResponse response && !response.isReleased() ? response : null;
  }

  /** Where the response for a request stands, or would stand as far as is known by now. */
  public String placeOf(CacheKey key, HttpHeaders request) {
    return cache.getIfPresent(key.text()) instanceof Variants variants && !variants.isReleased()
        ? variants.keyOf(key.text(), request)
        : key.text();
  }

  /**
   * Keeps a response in the place of what was there. Who calls needs {@link StoredResponse#body()}
   * to use it further: it may be gone by then.
   *
   * @param request fields of the request that it answers
   * @param response ownership passes to the tier, which releases what it does not keep
   * @param keptFor milliseconds; while it is fresh, may be used stale, or may be asked about
   * @return false when it is not kept: it takes more than all may, or nothing can be kept just now
   */
  public boolean keep(CacheKey key, HttpHeaders request, StoredResponse response, long keptFor) {
    String place = keptFor > 0 ? place(key.text(), request, response, keptFor) : null;
    if (place == null) {
      response.release();
      return false;
    }
    release(expiration.put(place, response, keptFor, TimeUnit.MILLISECONDS));
    if (closed) { // else it would stay until the next housekeeping
      take(place, response);
      return false;
    }
    return true;
  }

  /** Where the response is to stand; null when it cannot be kept. */
  private @Nullable String place(
      String primary, HttpHeaders request, StoredResponse response, long keptFor) {
    Vary vary = response.vary();
    if (closed || vary.isStar() || weightOf(primary, response) > unpinned(maximum)) {
      return null;
    }
    String place = primary;
    if (!vary.names().isEmpty()) {
      Variants variants = housekeeping.hasRoom() ? variants(primary, vary, keptFor) : null;
      place = variants == null ? null : variants.keyOf(primary, request);
    }
    return place != null && housekeeping.hasRoom() ? place : null;
  }

  private Variants variants(String primary, Vary vary, long keptFor) {
    if (cache.getIfPresent(primary) instanceof Variants present && present.takes(vary)) {
      long left = expiration.getExpiresAfter(primary, TimeUnit.MILLISECONDS).orElse(0);
      if (left < keptFor) {
        expiration.setExpiresAfter(primary, keptFor, TimeUnit.MILLISECONDS);
      }
      return present;
    }
    Variants fresh = new Variants(vary, generations.incrementAndGet());
    release(expiration.put(primary, fresh, keptFor, TimeUnit.MILLISECONDS));
    return fresh;
  }

  /** Removes what stands under a key, with all variants: from now on it is not found. */
  public void remove(CacheKey key) {
    Held held = cache.getIfPresent(key.text());
    while (held != null && !held.isReleased()) {
      held.release(); // also when there is no room to take it out
      if (housekeeping.hasRoom()) {
        cache.asMap().remove(key.text(), held);
      }
      held = cache.getIfPresent(key.text()); // a revision may have replaced it meanwhile
    }
  }

  private boolean take(String place, Held held) {
    held.release();
    return cache.asMap().remove(place, held);
  }

  /**
   * Looks at all responses. It takes long and may wait: not for an event loop.
   *
   * @param judge what is to stand in the place of a response: itself, another one of which
   *     ownership passes to the tier, such as {@link StoredResponse#ended}, or null. The key is
   *     that of the request, but for its text, which may have more at its end
   * @return how many were replaced or removed
   */
  public long revise(BiFunction<CacheKey, StoredResponse, @Nullable StoredResponse> judge) {
    long revised = 0;
    for (Map.Entry<String, Held> entry : cache.asMap().entrySet()) {
      if (entry.getValue() instanceof StoredResponse response && !response.isReleased()) {
        StoredResponse other = judge.apply(new CacheKey(entry.getKey()), response);
        if (!response.equals(other) && replace(entry.getKey(), response, other)) {
          revised++;
        }
      }
    }
    return revised;
  }

  private boolean replace(String place, StoredResponse old, @Nullable StoredResponse other) {
    if (other == null) {
      return take(place, old);
    }
    boolean replaced = cache.asMap().replace(place, old, other);
    if (replaced && old.isReleased()) { // removed meanwhile: so is what has come of it
      take(place, other);
    }
    (replaced ? old : other).release();
    return replaced;
  }

  /** Bytes that all may take. */
  public long maximum() {
    return maximum;
  }

  /** Bytes of all that is kept, after housekeeping: not for an event loop. */
  public long bytes() {
    cache.cleanUp();
    return weight();
  }

  /** The same as of the last housekeeping; waits for one that runs: not for an event loop. */
  long weight() {
    return cache.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  /** About how many entries there are. */
  public long size() {
    return cache.estimatedSize();
  }
}
