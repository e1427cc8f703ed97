package io.sluice.filters.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sluice.filters.auth.Sha256;
import io.sluice.gateway.api.FilterContext;
import io.sluice.gateway.api.Kept;
import io.sluice.gateway.api.Ticker;
import io.sluice.ratelimit.Housekeeping;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Refreshes that are under way or have just been done, by the hash of the refresh token. A page
 * loads many things at once, all with the cookie of before; many providers take a refresh token
 * once only, and end the login of whoever shows it twice (RFC 9700 section 4.14.2). So each is
 * shown once, and all who come with it soon after get what came of it.
 */
final class Renewals implements Kept {
  private static final Duration REMEMBERED = Duration.ofSeconds(60);
  private static final long RETRY = TimeUnit.SECONDS.toNanos(5);
  private static final int MOST = 100_000;

  private final Housekeeping ofEntries = new Housekeeping();
  private final Housekeeping ofShown = new Housekeeping();
  private final Cache<Sha256, Entry> entries;

  /** Of a token that a refresh has brought: the one that was shown for it. */
  private final Cache<Sha256, Sha256> shown;

  private final Ticker ticker;

  /**
   * What came of a refresh.
   *
   * @param claims of the new ID token; null = none has come
   * @param at seconds since 1970
   */
  record Renewed(Tokens tokens, @Nullable Map<String, Object> claims, long at) {}

  /** One refresh; {@code begun} by the ticker. */
  private record Entry(CompletableFuture<Renewed> outcome, long begun) {

    /**
     * Whether it is time to ask again: the provider did not answer, or what it gave has had half
     * its time and may be shown once more.
     */
    boolean isOver(long now) {
      if (!outcome.isDone()) {
        return false;
      }
      try {
        Renewed renewed = outcome.getNow(null);
        long half = TimeUnit.SECONDS.toNanos(renewed.tokens.seconds()) / 2;
        return half >= 0 && now - begun >= half;
      } catch (CompletionException e) {
        return now - begun >= RETRY && OidcException.error(e).status() >= 500;
      }
    }
  }

  private record Identity(String issuer, String clientId) {}

  Renewals(Ticker ticker) {
    this.ticker = ticker;
    this.entries = remembering(ticker, ofEntries);
    this.shown = remembering(ticker, ofShown);
  }

  private static <V> Cache<Sha256, V> remembering(Ticker ticker, Housekeeping housekeeping) {
    return Caffeine.newBuilder()
        .maximumSize(MOST)
        .executor(housekeeping)
        .expireAfterWrite(REMEMBERED)
        .ticker(ticker::nanos)
        .build();
  }

  /** For a factory: those of this client. */
  static Renewals of(FilterContext context, String issuer, String clientId) {
    return context.keep(new Identity(issuer, clientId), () -> new Renewals(context.ticker()));
  }

  /**
   * What comes of refreshing a session, or came of it. Any thread; does not wait.
   *
   * @param renewal is called when nobody has tried yet, or the provider did not answer then
   */
  CompletableFuture<Renewed> of(String refreshToken, Supplier<CompletableFuture<Renewed>> renewal) {
    Sha256 key = Sha256.of(refreshToken);
    long now = ticker.nanos();
    Entry known = entries.getIfPresent(key);
    if (known != null && !known.isOver(now)) {
      return known.outcome;
    }
    if (!ofEntries.hasRoom()) { // nobody shows it without remembering that
      return CompletableFuture.failedFuture(new OidcException(OidcException.OVERLOADED));
    }
    Entry fresh = new Entry(new CompletableFuture<>(), now);
    Entry other = entries.asMap().putIfAbsent(key, fresh);
    if (other != null) {
      if (!other.isOver(now) || !entries.asMap().replace(key, other, fresh)) {
        return other.outcome;
      }
    }
    renewal
        .get()
        .whenComplete(
            (renewed, failure) -> {
              if (failure == null) {
                String next = renewed.tokens.refresh();
                if (next != null && ofShown.hasRoom()) {
                  shown.put(Sha256.of(next), key);
                }
                fresh.outcome.complete(renewed);
              } else {
                fresh.outcome.completeExceptionally(failure);
              }
            });
    return fresh.outcome;
  }

  /**
   * Forgets what this token came to, and what has brought it: its user has logged out, and a cookie
   * of before must not bring the session back. Any thread; may wait for housekeeping.
   */
  void forget(String refreshToken) {
    for (Sha256 key = Sha256.of(refreshToken); key != null; key = shown.asMap().remove(key)) {
      entries.invalidate(key);
    }
  }
}
