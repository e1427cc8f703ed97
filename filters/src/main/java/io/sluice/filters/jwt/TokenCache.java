package io.sluice.filters.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.sluice.filters.auth.Sha256;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Ticker;
import io.sluice.ratelimit.Housekeeping;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens whose signature was verified, by their SHA-256 and not by themselves: who reads the memory
 * of the gateway must not find what lets in. A token is forgotten when it expires, and is not found
 * when its key has gone.
 *
 * <p>Those whose signature was wrong are remembered for some seconds, apart, so that whoever sends
 * one over and over drives nothing out and keeps no thread busy.
 *
 * <p>While {@link Housekeeping} is behind nothing is kept: such a token is verified once more.
 */
public final class TokenCache implements Kept {
  private static final long WITHOUT_EXPIRY = TimeUnit.MINUTES.toNanos(5);
  private static final long LONGEST = TimeUnit.HOURS.toNanos(24);

  private static final Duration WRONG_KEPT = Duration.ofSeconds(10);
  private static final int MOST_WRONG = 1000;

  private final Cache<Sha256, VerifiedToken> tokens;
  private final Housekeeping ofTokens = new Housekeeping();
  private final Cache<Sha256, Wrong> wrong;
  private final Housekeeping ofWrong = new Housekeeping();

  /** Among which keys, and by which algorithm, a token was found to be signed wrongly. */
  private record Wrong(KeySet keys, Algorithm algorithm) {}

  private record Identity(Object keys, long entries) {}

  /**
   * @param entries tokens that are kept; the most useful ones
   * @param seconds since 1970
   */
  TokenCache(long entries, Ticker ticker, LongSupplier seconds) {
    this.tokens =
        Caffeine.newBuilder()
            .maximumSize(entries)
            .executor(ofTokens)
            .ticker(ticker::nanos)
            .expireAfter(
                Expiry.creating(
                    (Sha256 digest, VerifiedToken token) ->
                        Duration.ofNanos(life(token.claims(), seconds.getAsLong()))))
            .build();
    this.wrong =
        Caffeine.newBuilder()
            .maximumSize(MOST_WRONG)
            .executor(ofWrong)
            .ticker(ticker::nanos)
            .expireAfterWrite(WRONG_KEPT)
            .build();
  }

  private static long life(Claims claims, long now) {
    return claims.end()
        ? Math.min(TimeUnit.SECONDS.toNanos(Math.max(1, claims.expires() - now)), LONGEST)
        : WITHOUT_EXPIRY;
  }

  /**
   * For a factory: what filters with these keys share.
   *
   * @param keys equal as long as the keys are; never another filter's
   */
  public static TokenCache of(
      FilterContext context, Object keys, long entries, LongSupplier seconds) {
    return context.keep(
        new Identity(keys, entries), () -> new TokenCache(entries, context.ticker(), seconds));
  }

  /**
   * The token of this digest, if it is known and its key is one of these; else null. Any thread.
   */
  public @Nullable VerifiedToken find(Sha256 digest, @Nullable KeySet keys) {
    VerifiedToken token = tokens.getIfPresent(digest);
    if (token != null && !token.isOf(keys)) {
      if (keys != null && ofTokens.hasRoom()) {
        tokens.invalidate(digest);
      }
      return null;
    }
    return token;
  }

  /**
   * Whether a token was found a moment ago to be signed wrongly, among these very keys and by an
   * algorithm that is taken: then it is so still. Any thread.
   */
  @SuppressWarnings("ReferenceEquality") // other keys may have signed it
  public boolean isWrong(Sha256 digest, @Nullable KeySet keys, Set<Algorithm> taken) {
    Wrong known = wrong.getIfPresent(digest);
    return known != null && known.keys == keys && taken.contains(known.algorithm);
  }

  /** Remembers for a while that a token is signed wrongly. Any thread. */
  public void keepWrong(Sha256 digest, KeySet keys, Algorithm algorithm) {
    if (ofWrong.hasRoom()) {
      wrong.put(digest, new Wrong(keys, algorithm));
    }
  }

  /** Keeps a token. Any thread. */
  public void keep(Sha256 digest, VerifiedToken token) {
    if (ofTokens.hasRoom()) {
      tokens.put(digest, token);
    }
  }
}
