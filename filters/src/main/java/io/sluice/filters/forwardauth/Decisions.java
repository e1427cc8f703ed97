package io.sluice.filters.forwardauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.sluice.filters.auth.Sha256;
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

  private static final Expiry<Sha256, Timed> EXPIRY =
      new Expiry<>() {
        @Override
        public long expireAfterCreate(Sha256 of, Timed kept, long now) {
          return kept.nanos();
        }

        @Override
        public long expireAfterUpdate(Sha256 of, Timed kept, long now, long left) {
          return kept.nanos();
        }

        @Override
        public long expireAfterRead(Sha256 of, Timed kept, long now, long left) {
          return left;
        }
      };

  private final Cache<Sha256, Timed> kept;
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

  /**
   * What a decision is kept by, of all that it holds for: credentials are in it, and not to be had
   * from it. No two lists of texts are written alike.
   *
   * @param authority which the service sees, whatever the key has of it
   */
  static Sha256 key(@Nullable String[] shown, String target, String authority, String key) {
    StringBuilder all = new StringBuilder(256);
    for (String value : shown) {
      append(all, value);
    }
    append(all, target);
    append(all, authority);
    append(all, key);
    return Sha256.of(all.toString());
  }

  private static void append(StringBuilder to, @Nullable String value) {
    if (value == null) {
      to.append('-');
    } else {
      to.append(value.length()).append(':').append(value);
    }
  }

  private static int weightOf(Sha256 of, Timed kept) {
    return kept.decision() instanceof Decision.Denied denied
        ? 1 + denied.body().length / WEIGHT_BYTES
        : 1;
  }

  @Nullable Decision find(Sha256 of) {
    Timed found = kept.getIfPresent(of);
    return found == null ? null : found.decision();
  }

  /** Keeps it for so long, if there is room for the moment. */
  void add(Sha256 of, Decision decision, long nanos) {
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
