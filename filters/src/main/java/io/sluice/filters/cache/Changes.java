package io.sluice.filters.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.filters.cache.store.CacheKey;
import io.sluice.gateway.api.Ticker;
import io.sluice.ratelimit.Housekeeping;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which addresses clients have changed something at, as long as answers may be on their way that
 * were asked for before. Any thread.
 */
final class Changes {
  private static final Duration LONGEST_FLIGHT = Duration.ofMinutes(10);
  private static final int MOST = 100_000;

  private final AtomicLong last = new AtomicLong();
  private final AtomicLong untold = new AtomicLong(); // that one could not be noted
  private final Housekeeping housekeeping = new Housekeeping();
  private final Cache<String, Long> byAddress;

  Changes(Ticker ticker) {
    byAddress =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(LONGEST_FLIGHT)
            .ticker(ticker::nanos)
            .executor(housekeeping)
            .build();
  }

  /** The number of the last one: for who is about to ask. */
  long last() {
    return last.get();
  }

  /** There is another one. */
  void add(CacheKey key) {
    long number = last.incrementAndGet();
    if (housekeeping.hasRoom()) {
      byAddress.asMap().merge(key.address(), number, Math::max); // another one may be quicker
    } else { // then everything that is on its way counts as changed
      untold.accumulateAndGet(number, Math::max);
    }
  }

  /** Whether there has been one at an address since another one. */
  boolean hasChanged(CacheKey key, long since) {
    if (last.get() == since) {
      return false;
    }
    Long number = byAddress.getIfPresent(key.address());
    return untold.get() > since || (number != null && number > since);
  }
}
