package io.sluice.filters.cache.redis;

import io.sluice.filters.cache.store.CacheKey;
import io.sluice.gateway.api.Purge;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keys whose addresses are taken out of Redis, and those that are to be as soon as it is there. Any
 * thread unless it says otherwise.
 */
final class Removals {
  /** Keys to be taken out as soon as Redis is there; where there are more, everything goes. */
  static final int MOST = 4_096;

  private static final Purge EVERYTHING = new Purge(Purge.By.PREFIX, "/", false);
  private static final long AGAIN_MILLIS = 1_000;

  /** Addresses of one count hold up each other's responses, which is no harm. */
  private static final int COUNTS = 1 << 10;

  private final RedisTier tier;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ConcurrentLinkedQueue<CacheKey> left = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean tooMany = new AtomicBoolean(); // to be told one by one
  private final AtomicLongArray counts = new AtomicLongArray(COUNTS); // how often, by address

  Removals(RedisTier tier) {
    this.tier = tier;
  }

  /** Changes whenever the address is removed, so that what is on its way then comes to nothing. */
  long count(CacheKey key) {
    return counts.get(index(key));
  }

  /** The address is removed. */
  void add(CacheKey key) {
    counts.incrementAndGet(index(key));
  }

  private static int index(CacheKey key) {
    return key.address().hashCode() & (COUNTS - 1);
  }

  /** Has it done when there is a new connection. */
  void later(CacheKey key) {
    if (waiting.incrementAndGet() <= MOST) {
      left.add(key);
    } else {
      waiting.decrementAndGet();
      tooMany.set(true);
    }
  }

  /**
   * Does what is left. Called when there is a new connection, over which nothing has been asked
   * yet. The link's thread.
   */
  void opened() {
    if (tooMany.getAndSet(false)) {
      tier.stream().publishNow(EVERYTHING, this::everythingLater);
    }
    for (int count = waiting.get(); count > 0; count--) {
      CacheKey key = left.poll();
      if (key == null) {
        return;
      }
      waiting.decrementAndGet();
      tier.begun();
      now(key);
    }
  }

  /** It was not taken: again when there is a new connection, or soon where this one stays. */
  private void everythingLater() {
    tooMany.set(true);
    tier.link().later(this::opened, AGAIN_MILLIS);
  }

  /** Takes it out, and tells others; {@link RedisTier#ended} follows. The link's thread. */
  void now(CacheKey key) {
    Order order =
        new Order(
            () -> {
              tier.ended();
              later(key);
            });
    tier.link().watchPatiently(order);
    String name = tier.names().entry(key.address());
    tier.dropChunks(order, name);
    tier.stream().remove(order, key);
    tier.link()
        .send(
            order,
            redis -> redis.unlink(name),
            (count, failed) -> {
              if (failed) {
                order.giveUp();
              } else if (order.end()) {
                tier.ended();
              }
            });
  }
}
