package io.sluice.filters.forwardauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.sluice.gateway.api.Ticker;
import io.sluice.ratelimit.Housekeeping;
import org.jspecify.annotations.Nullable;

/**
 * Decisions that hold for a time, bounded in number: for clients choose what they are kept by. Any
 * thread; none ever waits.
 *
 * <p>Nothing is kept while {@link Housekeeping} is behind: then the service is asked once more.
 */
final class Decisions {
  private static final int WEIGHT_BYTES = 1 << 10;

  private record Timed(Decision decision, long nanos) {}

  private static final Expiry<Fingerprint, Timed> EXPIRY =
      new Expiry<>() {
        @Override
        public long expireAfterCreate(Fingerprint of, Timed kept, long now) {
          return kept.nanos();
        }

        @Override
        public long expireAfterUpdate(Fingerprint of, Timed kept, long now, long left) {
          return kept.nanos();
        }

        @Override
        public long expireAfterRead(Fingerprint of, Timed kept, long now, long left) {
          return left;
        }
      };

  private final Cache<Fingerprint, Timed> kept;
  private final Housekeeping housekeeping = new Housekeeping();

  Decisions(long maxEntries, Ticker ticker) {
    kept =
        Caffeine.newBuilder()
            .maximumWeight(maxEntries)
            .weigher(Decisions::weightOf)
            .expireAfter(EXPIRY)
            .ticker(ticker::nanos)
            .executor(housekeeping)
            .build();
  }

  private static int weightOf(Fingerprint of, Timed kept) {
    return kept.decision() instanceof Decision.Denied denied
        ? 1 + denied.body().length / WEIGHT_BYTES
        : 1;
  }

  @Nullable Decision find(Fingerprint of) {
    Timed found = kept.getIfPresent(of);
    return found == null ? null : found.decision();
  }

  /** Keeps it for so long, if there is room for the moment. */
  void add(Fingerprint of, Decision decision, long nanos) {
    if (housekeeping.hasRoom()) {
      kept.put(of, new Timed(decision, nanos));
    }
  }

  /** About how many there are, once housekeeping is done: not for an event loop. */
  long size() {
    kept.cleanUp();
    return kept.estimatedSize();
  }
}
